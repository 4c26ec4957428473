// SPDX-License-Identifier: GPL-2.0-only
// What a sweep is: one property judged on every input of 8-bit words. Each unit has its own.
#pragma once

#include "model/kernel/convert.h"
#include "properties/property.h"

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

namespace dma_verify::exhaustive {

// The machine of small_architectures().
using Small = ConcreteMachine<8, 8, 8, 4>;
inline constexpr unsigned kValues = 256; // of one of its words

// One of `of` parts into which a sweep is split: every `of`-th size, from `number` on.
struct Part {
  unsigned number = 0;
  unsigned of = 1;
};

struct SweepResult {
  std::uint64_t cases = 0;                  // judged; each with all probes
  std::uint64_t unjudged = 0;               // calls that did not return
  std::optional<StoredScenario> scenario{}; // the first that violates the property
  std::string clause{};                     // and the clause
};

// What is tried of a property on one architecture.
struct SweepText {
  std::string_view property; // id
  std::string_view inputs;   // which take all their values
  std::string_view buffers;  // which buffers, with each of them
};

// What a unit has; one without sweeps has none of it.
struct UnitSweeps {
  UnitId unit;
  std::span<const SweepText> texts;
  // Judges the model on one part of all inputs of the property with this id, one of `texts`.
  SweepResult (*sweep)(std::string_view id, const Architecture &architecture, Part part,
                       const std::function<void()> &on_progress);
  // All ways through a helper, each as the answers that it gets, in order.
  std::set<std::string> (*decision_paths)(HelperId);
};

} // namespace dma_verify::exhaustive
