// SPDX-License-Identifier: GPL-2.0-only
#include "properties/exhaustive/sweeps.h"

#include "properties/ops_helpers/sweeps/sweeps.h"

#include <array>
#include <stdexcept>

namespace dma_verify::exhaustive {
namespace {

// One line for each unit that has sweeps. Those of remap.c would be too long: it has loops.
const auto &all_units() {
  static const std::array kAll = {
      ops_helpers::sweeps(),
  };
  return kAll;
}

} // namespace

std::vector<SweepText> sweep_texts() {
  std::vector<SweepText> all;
  for (const UnitSweeps &unit : all_units())
    all.insert(all.end(), unit.texts.begin(), unit.texts.end());
  return all;
}

std::set<std::string> decision_paths(HelperId call) {
  for (const UnitSweeps &unit : all_units()) {
    if (unit.unit == call.unit)
      return unit.decision_paths(call);
  }
  return {};
}

std::optional<SweepText> sweep_of(PropertyIndex property) {
  for (const SweepText &text : sweep_texts()) {
    if (text.property == catalogue()[property].id)
      return text;
  }
  return std::nullopt;
}

SweepResult sweep(PropertyIndex property, const Architecture &architecture, Part part,
                  const std::function<void()> &on_progress) {
  const PropertyText &text = catalogue()[property];
  for (const UnitSweeps &unit : all_units()) {
    if (unit.unit == text.call.unit)
      return unit.sweep(text.id, architecture, part, on_progress);
  }
  throw std::logic_error("no sweep of property " + std::string(text.id));
}

} // namespace dma_verify::exhaustive
