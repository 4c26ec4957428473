// SPDX-License-Identifier: GPL-2.0-only
// One property on one architecture, tested at random against one subject, inside a forked child.
#pragma once

#include "harness/subjects/subject.h"
#include "properties/catalogue.h"
#include "properties/random/stream.h"

#include <cstdint>
#include <span>
#include <type_traits>

namespace dma_verify {

struct WorkUnit {
  const Subject *subject = nullptr;
  PropertyIndex property = 0;
  Architecture architecture{};

  bool operator==(const WorkUnit &) const = default;
};

// A failing scenario as it was found and as it was minimized.
struct FoundScenario {
  bool present = false;
  char clause[40] = {};
  StoredScenario original{};
  StoredScenario minimized{};
  bool is_minimized = false; // false: it did not fail again in a fresh instance
  unsigned minimizer_runs = 0;
};

// What a child leaves for its parent, in shared memory; trivially copyable.
struct UnitReport {
  std::uint64_t progress = 0; // raised with each case; first, for the process pool
  unsigned round = 0;         // where to go on if the child is lost
  StoredScenario current{};   // the case that is running

  bool done = false;
  random::StreamResult::End end = random::StreamResult::End::budget;
  std::uint64_t cases = 0;
  std::uint64_t discards = 0;
  std::uint64_t unjudged = 0;
  std::uint64_t unmodelled = 0;
  std::uint64_t differing = 0;
  std::array<std::uint64_t, 12> label_hits{};
  unsigned schedules_run = 0;
  unsigned schedules = 0;
  double seconds = 0;
  char unmodelled_service[64] = {};
  char reason[160] = {};
  FoundScenario violation{};  // of this property
  FoundScenario difference{}; // from the model, though every clause holds
  FoundScenario stray{};      // an execution clause, when this property says nothing of it
};
static_assert(std::is_trivially_copyable_v<UnitReport>);

// Runs the unit in this process, keeping `report` up to date. Starts at report.round.
void run_unit(const WorkUnit &unit, const random::StreamOptions &options, UnitReport &report);

// Whether the scenario is one of the unit's call and architecture.
bool judges(const WorkUnit &unit, const StoredScenario &scenario);

// Judges these scenarios instead of random ones, those of other calls and architectures left out,
// each also with its probe at the edges of what was mapped or cleared. Stops at the first
// violation.
void run_unit_on(const WorkUnit &unit, std::span<const StoredScenario> scenarios,
                 UnitReport &report);

// The property that judges how calls of this kind end.
PropertyIndex execution_property(HelperId call);

// Whether the scenario keeps the whole contract of its call.
bool keeps_contract(const StoredScenario &scenario);

// Whether the scenario violates this clause while it breaks just these assumptions of the contract
// of its call.
bool fails_likewise(const Observe &observe, PropertyIndex property, std::string_view clause,
                    std::span<const Assumption> broken, const StoredScenario &scenario,
                    StoredObservation &scratch);

// Whether the scenario, run on a fresh observation, violates this clause of the property while it
// keeps the whole contract of its call.
bool violates(const Observe &observe, PropertyIndex property, std::string_view clause,
              const StoredScenario &scenario, StoredObservation &scratch);

} // namespace dma_verify
