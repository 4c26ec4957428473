// SPDX-License-Identifier: GPL-2.0-only
// The path classes of dma_common_free_pages: what unmaps the block, and which allocator gets it.
#pragma once

#include "model/kernel/trace.h"
#include "properties/path_classes/path_class.h"

#include <array>

namespace dma_verify::path_classes {

inline constexpr std::array kFreePagesClasses = {
    PathClass{"iommu-contiguous", "dma-iommu unmaps a block, which goes back to its area"},
    PathClass{"iommu-buddy", "dma-iommu unmaps a block, which goes back to the buddy allocator"},
    PathClass{"ops-contiguous", "the ops unmap a block, which goes back to its area"},
    PathClass{"ops-buddy", "the ops unmap a block, which goes back to the buddy allocator"},
    PathClass{"no-unmap-contiguous", "the ops have no unmap; a block goes back to its area"},
    PathClass{"no-unmap-buddy", "the ops have no unmap; a block goes back to the buddy allocator"},
};

template <class M>
std::size_t of_free_pages(const Scenario<M> &scenario, const Observation<M> &observation) {
  std::size_t unmapped_by = 2;
  bool released = false;
  for (const Effect<M> &effect : observation.trace) {
    if (effect.kind == DmaEffect::unmap)
      unmapped_by = effect.path == MapPath::iommu ? 0 : 1;
    released = released || effect.kind == DmaEffect::dma_free_contiguous;
  }
  if (!released)
    return kFreePagesClasses.size();
  return 2 * unmapped_by + (scenario.block_owner == Allocator::buddy ? 1 : 0);
}

} // namespace dma_verify::path_classes
