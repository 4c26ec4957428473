// SPDX-License-Identifier: GPL-2.0-only
// The helpers of kernel/dma/ops_helpers.c, and the words for them.
#pragma once

#include "model/kernel/helper_id.h"
#include "model/kernel/unit.h"

#include <array>
#include <cassert>

namespace dma_verify::ops_helpers {

// vaddr_to_page is static in the kernel's file: it is verified through get_sgtable and mmap.
enum class Helper : std::uint8_t { get_sgtable, mmap, alloc_pages, free_pages };
constexpr UnitId unit_of(Helper) { return UnitId::ops_helpers; }

// The helper with this id, which must be one of this unit.
constexpr Helper helper_of(HelperId id) {
  assert(id.unit == UnitId::ops_helpers);
  return static_cast<Helper>(id.position);
}

inline constexpr std::array kHelpers = {
    HelperText{Helper::get_sgtable, "get_sgtable", "dma_common_get_sgtable", BufferUse::describe},
    HelperText{Helper::mmap, "mmap", "dma_common_mmap", BufferUse::map_to_user},
    HelperText{Helper::alloc_pages, "alloc_pages", "dma_common_alloc_pages", BufferUse::acquire},
    HelperText{Helper::free_pages, "free_pages", "dma_common_free_pages", BufferUse::release},
};

inline constexpr UnitText kUnit = {UnitId::ops_helpers, "ops_helpers", "kernel/dma/ops_helpers.c",
                                   kHelpers};

} // namespace dma_verify::ops_helpers
