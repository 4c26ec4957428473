// SPDX-License-Identifier: GPL-2.0-only
#include "properties/assumptions.h"

namespace dma_verify {
namespace {

// One line for each unit.
std::span<const AssumptionText> texts_of(UnitId unit) {
  switch (unit) {
  case UnitId::ops_helpers:
    return ops_helpers::contract::kTexts;
  case UnitId::remap:
    return remap::contract::kTexts;
  }
  return {};
}

} // namespace

const std::vector<AssumptionText> &assumption_texts() {
  static const std::vector<AssumptionText> kAll = [] {
    std::vector<AssumptionText> all;
    for (const UnitText &unit : units()) {
      const auto texts = texts_of(unit.id);
      all.insert(all.end(), texts.begin(), texts.end());
    }
    return all;
  }();
  return kAll;
}

// The texts of a unit stand in the order of its list.
const AssumptionText &text_of(Assumption assumption) {
  return texts_of(assumption.unit)[assumption.position];
}

std::span<const Assumption> contract_of(HelperId helper) {
  switch (helper.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::contract_of_helper(ops_helpers::helper_of(helper));
  case UnitId::remap:
    return remap::contract_of_helper(remap::helper_of(helper));
  }
  return {};
}

} // namespace dma_verify
