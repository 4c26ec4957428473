// SPDX-License-Identifier: GPL-2.0-only
#include "model/units.h"

#include "model/ops_helpers/helpers.h"
#include "model/remap/helpers.h"

#include <array>

namespace dma_verify {
namespace {

constexpr std::array kUnits = {
    ops_helpers::kUnit,
    remap::kUnit,
};

} // namespace

bool HelperId::is_valid() const {
  const auto index = static_cast<std::size_t>(unit);
  return index < kUnits.size() && position < kUnits[index].helpers.size();
}

std::span<const UnitText> units() { return kUnits; }

const UnitText &text_of(UnitId unit) { return kUnits.at(static_cast<std::size_t>(unit)); }

const HelperText &text_of(HelperId helper) { return text_of(helper.unit).helpers[helper.position]; }

std::vector<HelperId> all_helpers() {
  std::vector<HelperId> all;
  for (const UnitText &unit : kUnits) {
    for (const HelperText &helper : unit.helpers)
      all.push_back(helper.id);
  }
  return all;
}

std::string_view to_string(HelperId helper) { return text_of(helper).word; }

std::optional<HelperId> find_helper(std::string_view word) {
  for (const UnitText &unit : kUnits) {
    for (const HelperText &helper : unit.helpers) {
      if (helper.word == word)
        return helper.id;
    }
  }
  return std::nullopt;
}

} // namespace dma_verify
