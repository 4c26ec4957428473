// SPDX-License-Identifier: GPL-2.0-only
// Runs many work units in processes and brings home what they found, also from those that were
// lost.
#pragma once

#include "harness/engines/test/work_unit.h"

#include <chrono>
#include <functional>
#include <optional>
#include <span>

namespace dma_verify {

struct CampaignOptions {
  std::uint64_t seed = 0;
  std::uint64_t cases = 0;                      // per unit
  std::optional<std::chrono::nanoseconds> time; // for the whole campaign, instead of `cases`
  // If set: each unit judges those of its call and architecture, and no random ones.
  std::optional<std::span<const StoredScenario>> scenarios{};
  // If set, one for each unit: it is minimized as a difference, and nothing is judged.
  std::optional<std::span<const StoredScenario>> differences{};
  unsigned jobs = 1;
  std::function<bool()> interrupted{};
  std::function<void(std::size_t done)> tick{};
};

struct UnitOutcome {
  WorkUnit unit{};
  UnitReport report{};
  unsigned lost_children = 0; // by the tested code, twice each; report.stray tells the scenario
  bool interrupted = false;   // not finished
  std::string fault{};        // not finished by a fault of the machine, or of ours: in words
};

// A unit whose children keep being lost is given up after this many.
inline constexpr unsigned kMaxLostChildren = 5;

// Calls `on_outcome` once per started unit, in the order of the units.
void run_campaign(std::span<const WorkUnit> units, const CampaignOptions &options,
                  const std::function<void(const UnitOutcome &)> &on_outcome);

} // namespace dma_verify
