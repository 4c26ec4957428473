// SPDX-License-Identifier: GPL-2.0-only
// The path classes of dma_common_mmap.
#pragma once

#include "model/kernel/trace.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "properties/path_classes/path_class.h"

#include <array>

namespace dma_verify::path_classes {

enum class MmapClass : std::uint8_t {
  without_mmu,
  pool_maps,
  pool_fails,
  described_pool_maps,
  described_pool_refuses,
  described_pool_fails,
  offset_past_end,
  too_long,
  linear_mapped,
  vmalloc_mapped,
  memory_type_in_use,
  no_page_table,
  frame_not_allowed,
  range_refused,
  kernel_bug,
  no_section,
};

namespace mmap_exclusions {
inline constexpr std::array kRangeRefused = assumptions(ops_helpers::Assumed::vma_page_aligned);
inline constexpr std::array kKernelBug = assumptions(ops_helpers::Assumed::vma_page_aligned);
inline constexpr std::array kNoSection =
    assumptions(ops_helpers::Assumed::buffer_has_pages_or_pool);
} // namespace mmap_exclusions

inline constexpr std::array kMmapClasses = {
    PathClass{"without-mmu", "without CONFIG_MMU: -ENXIO", &without_mmu},
    PathClass{"pool-maps", "some pool claims the buffer and maps it", &with_mmu},
    PathClass{"pool-fails", "some pool claims the buffer and answers an error", &with_mmu},
    PathClass{"described-pool-maps", "a pool of known geometry claims the buffer and maps it",
              &with_mmu},
    PathClass{"described-pool-refuses",
              "a pool of known geometry claims the buffer and finds the request out of bounds",
              &with_mmu},
    PathClass{"described-pool-fails",
              "a pool of known geometry claims the buffer, and its remap_pfn_range fails",
              &with_mmu},
    PathClass{"offset-past-end", "off >= count: -ENXIO", &with_mmu},
    PathClass{"too-long", "off < count, and user_count > count - off: -ENXIO", &with_mmu},
    PathClass{"linear-mapped", "a buffer in the linear map is mapped", &with_mmu},
    PathClass{"vmalloc-mapped", "a buffer in the vmalloc area is mapped", &with_mmu},
    PathClass{"memory-type-in-use", "remap_pfn_range finds another memory type: -EINVAL",
              &with_mmu},
    PathClass{"no-page-table", "remap_pfn_range has no memory for a page table: -ENOMEM",
              &with_mmu},
    PathClass{"frame-not-allowed", "remap_pfn_range may not map the frame: -EACCES", &with_mmu},
    PathClass{"range-refused",
              "remap_pfn_range refuses an unaligned range, or a part of a copy-on-write VMA",
              &with_mmu, mmap_exclusions::kRangeRefused},
    PathClass{"kernel-bug", "BUG_ON: remap_pfn_range of an empty or wrapping range", &with_mmu,
              mmap_exclusions::kKernelBug},
    PathClass{"no-section", "the struct page of a device's memory without a section is asked for",
              &with_mmu, mmap_exclusions::kNoSection},
};

template <class M>
MmapClass of_mmap(const Scenario<M> &scenario, const Observation<M> &observation) {
  using enum MmapClass;
  if (!scenario.architecture.mmu)
    return without_mmu;
  if (observation.completion == Completion::crashed)
    return no_section;
  if (observation.completion == Completion::kernel_bug)
    return kernel_bug;
  const unsigned shift = scenario.architecture.page_shift;
  for (const Effect<M> &effect : observation.trace) {
    if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent && effect.status != 0) {
      if (!scenario.pool_described)
        return effect.pool_status == 0 ? pool_maps : pool_fails;
      if (effect.pool_status == -kEnxio)
        return described_pool_refuses;
      return effect.pool_status == 0 ? described_pool_maps : described_pool_fails;
    }
    if (effect.kind != DmaEffect::remap_pfn_range)
      continue;
    switch (effect.status) {
    case 0:
      return is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr) ? vmalloc_mapped
                                                                             : linear_mapped;
    case -kEnomem:
      return no_page_table;
    case -kEacces:
      return frame_not_allowed;
    default:
      return scenario.remap_status == -kEinval ? memory_type_in_use : range_refused;
    }
  }
  const auto count = page_count<M>(scenario.size, shift);
  return scenario.vma.vm_pgoff >= count ? offset_past_end : too_long;
}

} // namespace dma_verify::path_classes
