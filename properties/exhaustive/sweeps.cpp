// SPDX-License-Identifier: GPL-2.0-only
// One line for each unit in each function.
#include "properties/exhaustive/sweeps.h"

#include "properties/ops_helpers/sweeps/sweeps.h"

#include <stdexcept>

namespace dma_verify::exhaustive {

std::vector<SweepText> sweep_texts() {
  std::vector<SweepText> all;
  const auto add = [&](std::span<const SweepText> texts) {
    all.insert(all.end(), texts.begin(), texts.end());
  };
  add(ops_helpers::sweep_texts());
  return all;
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
  switch (text.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::sweep(text.id, architecture, part, on_progress);
  case UnitId::remap:
    break; // its loops are too long for a sweep
  }
  throw std::logic_error("no sweep of property " + std::string(text.id));
}

} // namespace dma_verify::exhaustive
