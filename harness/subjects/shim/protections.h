/* SPDX-License-Identifier: GPL-2.0-only */
/* Protections for other kinds of memory than a device's: each is another one than it was given, and
 * for a cache-coherent device a wrong one (SEMANTICS.md, "dma_pgprot"). Those that dma_pgprot
 * itself may use are not simulated: see declarations.h. */
#ifndef DMA_VERIFY_PROTECTIONS_H
#define DMA_VERIFY_PROTECTIONS_H

#define DMA_VERIFY_PROTECTION(name, bits)                                                          \
  static inline pgprot_t name(pgprot_t prot) { return __pgprot(pgprot_val(prot) ^ (bits)); }
DMA_VERIFY_PROTECTION(pgprot_noncached, 0x5a00000000000018UL)
DMA_VERIFY_PROTECTION(pgprot_writecombine, 0x5a00000000000008UL)
DMA_VERIFY_PROTECTION(pgprot_writethrough, 0x5a00000000000088UL)
DMA_VERIFY_PROTECTION(pgprot_device, 0x5a00000000000010UL)
#undef DMA_VERIFY_PROTECTION

#endif
