// SPDX-License-Identifier: GPL-2.0-only
// The list of all units. Adding one: its line here, and in UnitId.
#pragma once

#include "model/kernel/unit.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

std::span<const UnitText> units();
const UnitText &text_of(UnitId unit);
const HelperText &text_of(HelperId helper);

// All helpers of all units, in the order of the list.
std::vector<HelperId> all_helpers();

// The helper's word, and the helper with this word, if there is one.
std::string_view to_string(HelperId helper);
std::optional<HelperId> find_helper(std::string_view word);

} // namespace dma_verify
