// SPDX-License-Identifier: GPL-2.0-only
// Runs the sweeps of the exhaustive engine in processes, each split into parts.
#pragma once

#include "harness/engines/test/work_unit.h"
#include "properties/exhaustive/sweeps.h"
#include "properties/model_subject.h"

#include <functional>
#include <span>
#include <string>

namespace dma_verify {

// One property on one architecture of small words.
struct SweepUnit {
  PropertyIndex property = 0;
  Architecture architecture{};
};

// Sweeps one part, telling of its progress.
using Sweep =
    std::function<exhaustive::SweepResult(PropertyIndex, const Architecture &, exhaustive::Part,
                                          const std::function<void()> &on_progress)>;

struct SweepOptions {
  unsigned jobs = 1;
  std::function<bool()> interrupted{};
  std::function<void(std::size_t done)> tick{}; // units
  // What is swept, and how the same subject is run on a scenario: the model, but for tests.
  Sweep sweep = &exhaustive::sweep;
  Observe observe = &observe_model;
};

struct SweepOutcome {
  SweepUnit unit{};
  std::uint64_t cases = 0;    // judged
  std::uint64_t unjudged = 0; // calls that did not return
  double seconds = 0;         // of all parts together
  FoundScenario violation{};  // the first, in the order of the sweep
  std::string lost{};         // how a process ended that did not finish its part
  bool interrupted = false;   // not all parts were finished
};

// Every unit in this many parts.
inline constexpr unsigned kSweepParts = 16;

// Calls `on_outcome` once per unit of which a part was run, in the order in which the last parts
// end.
void run_sweeps(std::span<const SweepUnit> units, const SweepOptions &options,
                const std::function<void(const SweepOutcome &)> &on_outcome);

} // namespace dma_verify
