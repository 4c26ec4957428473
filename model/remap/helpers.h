// SPDX-License-Identifier: GPL-2.0-only
// The helpers of kernel/dma/remap.c, and the words for them.
#pragma once

#include "model/kernel/helper_id.h"
#include "model/kernel/unit.h"

#include <array>
#include <cassert>

namespace dma_verify::remap {

enum class Helper : std::uint8_t { find_pages, pages_remap, contiguous_remap, free_remap };
constexpr UnitId unit_of(Helper) { return UnitId::remap; }

// The helper with this id, which must be one of this unit.
constexpr Helper helper_of(HelperId id) {
  assert(id.unit == UnitId::remap);
  return static_cast<Helper>(id.position);
}

inline constexpr std::array kHelpers = {
    HelperText{Helper::find_pages, "find_pages", "dma_common_find_pages"},
    HelperText{Helper::pages_remap, "pages_remap", "dma_common_pages_remap"},
    HelperText{Helper::contiguous_remap, "contiguous_remap", "dma_common_contiguous_remap"},
    HelperText{Helper::free_remap, "free_remap", "dma_common_free_remap"},
};
inline constexpr UnitText kUnit = {UnitId::remap, "remap", "kernel/dma/remap.c", kHelpers, true};

} // namespace dma_verify::remap
