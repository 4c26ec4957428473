// SPDX-License-Identifier: GPL-2.0-only
// dma_pgprot (kernel/dma/mapping.c): which protection a user mapping of coherent memory gets.
// SEMANTICS.md, "dma_pgprot".
#pragma once

#include "model/kernel/types.h"

namespace dma_verify::protection {

// How dma_pgprot changes a protection.
enum class CacheMode : std::uint8_t {
  unchanged,     // the device is coherent: DMA_ATTR_WRITE_COMBINE is ignored
  write_combine, // pgprot_writecombine
  dma_coherent,  // pgprot_dmacoherent: uncached, unless the architecture defines something else
};

struct Device {
  bool coherent = true;           // dev_is_dma_coherent
  bool arch_write_combine = true; // CONFIG_ARCH_HAS_DMA_WRITE_COMBINE
};

// All attributes but DMA_ATTR_WRITE_COMBINE are ignored.
template <class M> CacheMode cache_mode(const Device &device, typename M::Word attrs) {
  using Word = typename M::Word;
  if (device.coherent)
    return CacheMode::unchanged;
  // GCOVR_EXCL_BR_START: the devices of sequences all have CONFIG_ARCH_HAS_DMA_WRITE_COMBINE
  if (device.arch_write_combine && (attrs & Word(kDmaAttrWriteCombine)) != Word(0))
    return CacheMode::write_combine;
  // GCOVR_EXCL_BR_STOP
  return CacheMode::dma_coherent;
}

} // namespace dma_verify::protection
