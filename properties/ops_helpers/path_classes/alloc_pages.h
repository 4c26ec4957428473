// SPDX-License-Identifier: GPL-2.0-only
// The path classes of dma_common_alloc_pages: which allocator has the pages, what maps them, and
// the result.
#pragma once

#include "model/kernel/trace.h"
#include "properties/path_classes/path_class.h"

#include <array>
#include <bit>

namespace dma_verify::path_classes {

namespace alloc_exclusions {
inline constexpr std::array kHighMemory = assumptions(ops_helpers::Assumed::blocks_in_low_memory);
} // namespace alloc_exclusions

// An int of 4 bits has no room for the gfp bit that lets an allocation block.
inline bool can_block(const Architecture &row) {
  return std::bit_width(kGfpDirectReclaim) <= row.int_bits;
}

// First the classes without a block. Then, for each source of the block (the areas in the order of
// ContiguousArea, then the buddy allocator): mapped and not mapped, by dma-iommu and by the ops
// table.
inline constexpr std::array kAllocPagesClasses = {
    PathClass{"no-pages", "no contiguous block, and the buddy allocator has none"},
    PathClass{"order-refused",
              "no contiguous block, and get_order(size) exceeds the largest order"},
    PathClass{"high-memory", "memset of a high-memory page, which has no address", nullptr,
              alloc_exclusions::kHighMemory},
    PathClass{"device-area-iommu-mapped", "a block of the device's area, mapped by dma-iommu",
              &can_block},
    PathClass{"device-area-ops-mapped", "a block of the device's area, mapped by its ops",
              &can_block},
    PathClass{"device-area-iommu-unmapped",
              "a block of the device's area goes back: dma-iommu cannot map it", &can_block},
    PathClass{"device-area-ops-unmapped",
              "a block of the device's area goes back: the ops cannot map it", &can_block},
    PathClass{"node-area-iommu-mapped", "a block of the node's area, mapped by dma-iommu",
              &can_block},
    PathClass{"node-area-ops-mapped", "a block of the node's area, mapped by the ops", &can_block},
    PathClass{"node-area-iommu-unmapped",
              "a block of the node's area goes back: dma-iommu cannot map it", &can_block},
    PathClass{"node-area-ops-unmapped", "a block of the node's area goes back: nor can the ops",
              &can_block},
    PathClass{"standard-area-iommu-mapped", "a block of the standard area, mapped by dma-iommu",
              &can_block},
    PathClass{"standard-area-ops-mapped", "a block of the standard area, mapped by the ops",
              &can_block},
    PathClass{"standard-area-iommu-unmapped",
              "a block of the standard area goes back: dma-iommu cannot map it", &can_block},
    PathClass{"standard-area-ops-unmapped",
              "a block of the standard area goes back: the ops cannot map it", &can_block},
    PathClass{"buddy-iommu-mapped", "a block of the buddy allocator, mapped by dma-iommu"},
    PathClass{"buddy-ops-mapped", "a block of the buddy allocator, mapped by the ops"},
    PathClass{"buddy-iommu-unmapped",
              "a block of the buddy allocator goes back: dma-iommu cannot map it"},
    PathClass{"buddy-ops-unmapped",
              "a block of the buddy allocator goes back: the ops cannot map it"},
};

template <class M>
std::size_t of_alloc_pages(const Scenario<M> &scenario, const Observation<M> &observation) {
  constexpr std::size_t kFirstBlock = 3;
  constexpr std::size_t kOfEach = 4;
  if (observation.completion == Completion::crashed)
    return 2;
  std::size_t giver = 0; // 1 and on: with a block
  bool refused = false;
  for (const Effect<M> &effect : observation.trace) {
    if (effect.kind == DmaEffect::dma_alloc_contiguous && !effect.page.is_null)
      giver = 1 + static_cast<std::size_t>(ContiguousArea{scenario.contiguous_area});
    if (effect.kind == DmaEffect::alloc_pages_node) {
      if (!effect.page.is_null)
        giver = 4;
      else
        refused = static_cast<bool>(effect.order >
                                    typename M::UnsignedInt(scenario.architecture.max_page_order));
    }
    if (effect.kind == DmaEffect::map && giver != 0) {
      const bool by_ops = effect.path == MapPath::ops;
      const bool failed = static_cast<bool>(effect.handle == dma_mapping_error<M>());
      return kFirstBlock + (giver - 1) * kOfEach + (failed ? 2 : 0) + (by_ops ? 1 : 0);
    }
  }
  if (giver != 0)
    return kAllocPagesClasses.size(); // a block and no mapping
  return refused ? 1 : 0;
}

} // namespace dma_verify::path_classes
