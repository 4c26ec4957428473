// SPDX-License-Identifier: GPL-2.0-only
// The path classes of dma_common_get_sgtable.
#pragma once

#include "model/kernel/trace.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "properties/path_classes/path_class.h"

#include <array>

namespace dma_verify::path_classes {

enum class SgtableClass : std::uint8_t { linear, vmalloc, no_memory, no_page, no_section };

namespace sgtable_exclusions {
inline constexpr std::array kNoPage = assumptions(ops_helpers::Assumed::cpu_addr_is_address);
inline constexpr std::array kNoSection =
    assumptions(ops_helpers::Assumed::buffer_has_pages_or_pool);
} // namespace sgtable_exclusions

inline constexpr std::array kSgtableClasses = {
    PathClass{"linear-buffer", "virt_to_page finds the page of a buffer in the linear map"},
    PathClass{"vmalloc-buffer", "vmalloc_to_page finds the page of a buffer in the vmalloc area",
              &with_mmu},
    PathClass{"no-memory", "sg_alloc_table has no memory: -ENOMEM"},
    PathClass{"no-page", "there is no page at a cookie's address", &with_mmu,
              sgtable_exclusions::kNoPage},
    PathClass{"no-section", "the struct page of a device's memory without a section is asked for",
              nullptr, sgtable_exclusions::kNoSection},
};

template <class M>
SgtableClass of_get_sgtable(const Scenario<M> &scenario, const Observation<M> &observation) {
  using enum SgtableClass;
  if (observation.completion == Completion::crashed)
    return no_section;
  if (observation.status != 0)
    return no_memory;
  if (observation.sg_table.page.is_null)
    return no_page;
  return is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr) ? vmalloc : linear;
}

} // namespace dma_verify::path_classes
