// SPDX-License-Identifier: GPL-2.0-only
// The facts of shim/vmalloc_facts.h that are compared with a kernel's headers.
#pragma once

#include <array>

namespace dma_verify::remap {

inline constexpr std::array kFactHeaders = {"include/linux/vmalloc.h", "include/linux/slab.h"};
inline constexpr std::array kConstants = {"VM_IOREMAP",       "VM_ALLOC",        "VM_MAP",
                                          "VM_USERMAP",       "VM_DMA_COHERENT", "VM_NO_GUARD",
                                          "VM_MAP_PUT_PAGES", "ZERO_SIZE_PTR"};

} // namespace dma_verify::remap
