/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's build gives a file before its first include (include/linux/kconfig.h, Kbuild):
 * the options of the simulated kernel and the macros that ask for them. Nothing is a module.
 * CONFIG_MMU and the widths come from the command line. */
#ifndef DMA_VERIFY_KCONFIG_H
#define DMA_VERIFY_KCONFIG_H

#ifndef __KERNEL__
#define __KERNEL__
#endif
#define KBUILD_MODNAME "dma_verify"
#define KBUILD_BASENAME "dma_verify"

#define CONFIG_DMA_CMA 1
#define CONFIG_DMA_DECLARE_COHERENT 1
#define CONFIG_DMA_OPS 1
#define CONFIG_HAS_DMA 1
#define CONFIG_IOMMU_DMA 1 /* a kernel of the form of 6.1 reaches it by its ops table */
#define CONFIG_NUMA 1
#define CONFIG_SWIOTLB 1
#if DMA_VERIFY_WORD_BITS == 64
#define CONFIG_64BIT 1
#endif
#if DMA_VERIFY_DMA_BITS == 64
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1
#endif
#if DMA_VERIFY_PHYS_BITS == 64
#define CONFIG_PHYS_ADDR_T_64BIT 1
#endif

#define IS_BUILTIN(option) DMA_VERIFY_ENABLED(option)
#define IS_MODULE(option) DMA_VERIFY_ENABLED(option##_MODULE)
#define IS_REACHABLE(option) IS_BUILTIN(option)
#define IS_ENABLED(option) IS_BUILTIN(option)
#define DMA_VERIFY_ENABLED(option) DMA_VERIFY_ENABLED_(DMA_VERIFY_MARK_##option)
#define DMA_VERIFY_ENABLED_(mark) DMA_VERIFY_SECOND(mark 1, 0, 0)
#define DMA_VERIFY_SECOND(ignored, value, ...) value
#define DMA_VERIFY_MARK_1 0,

#endif
