// SPDX-License-Identifier: GPL-2.0-only
// The exhaustive engine: the model judged on all inputs of 8-bit words with page shifts 2 to 4.
#pragma once

#include "properties/catalogue.h"
#include "properties/exhaustive/space.h"

#include <functional>
#include <span>
#include <string_view>

namespace dma_verify::exhaustive {

// What is tried of a property on one architecture.
struct SweepText {
  std::string_view property; // id
  std::string_view inputs;   // which take all their values
  std::string_view buffers;  // which buffers, with each of them
};
std::span<const SweepText> sweep_texts();

// The text of this property; nullptr if the engine leaves it to others.
const SweepText *sweep_of(PropertyIndex property);

// Judges the model on one part of all inputs. The property must have a sweep, the architecture be
// one of small_architectures(). Stops at the first violation. Calls `on_progress` every few
// milliseconds.
SweepResult sweep(PropertyIndex property, const Architecture &architecture, Part part,
                  const std::function<void()> &on_progress);

} // namespace dma_verify::exhaustive
