// SPDX-License-Identifier: GPL-2.0-only
// One property on one architecture, tested at random against one subject, inside a forked child.
#pragma once

#include "harness/process/tasks.h"
#include "harness/subjects/reported.h"
#include "harness/subjects/subject.h"
#include "properties/catalogue.h"
#include "properties/random/stream.h"

#include <cstdint>
#include <span>
#include <string>

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
  std::string clause{};
  StoredScenario original{};
  StoredScenario minimized{};
  bool is_minimized = false; // false: it did not fail again in a fresh instance
  unsigned minimizer_runs = 0;
};

struct UnitReport {
  bool done = false;
  random::StreamResult::End end = random::StreamResult::End::budget;
  std::uint64_t cases = 0;
  std::uint64_t discards = 0;
  std::uint64_t unjudged = 0;
  std::uint64_t unmodelled = 0;
  std::uint64_t too_long = 0; // took more steps than can be followed: a limit of ours
  std::string why_too_long{};
  std::uint64_t differing = 0;
  std::array<std::uint64_t, 12> label_hits{};
  unsigned schedules_run = 0;
  unsigned schedules = 0;
  double seconds = 0;
  std::string unmodelled_service{};
  std::string reason{};
  FoundScenario violation{}; // of this property
  FoundScenario
      difference{};      // from the model, though every clause holds; not minimized by run_unit
  FoundScenario stray{}; // an execution clause, when this property says nothing of it
};

// The case that is running: if the child is lost, it is why.
struct RunningCase {
  unsigned round = 0;      // of the stream
  std::uint64_t cases = 0; // of given scenarios: judged so far
  StoredScenario scenario{};
};
// Reports as they are known; the last one counts.
using UnitReporter = process::Reporter<UnitReport, RunningCase>;

// Runs the unit in this process, beginning with options.first_round. `report` may hold what
// earlier processes have found of it.
void run_unit(const WorkUnit &unit, const random::StreamOptions &options, UnitReport &report,
              const UnitReporter &reporter = {});

// Whether the scenario is one of the unit's call and architecture.
bool judges(const WorkUnit &unit, const StoredScenario &scenario);

// Judges these scenarios instead of random ones, those of other calls and architectures left out,
// each also with its probe at the edges of what was mapped or cleared. Stops at the first
// violation.
void run_unit_on(const WorkUnit &unit, std::span<const StoredScenario> scenarios,
                 UnitReport &report, const UnitReporter &reporter = {});

// Minimizes a scenario of the unit's call and architecture in which its subject differs from the
// model. Nothing is judged.
void minimize_difference(const WorkUnit &unit, const StoredScenario &scenario, UnitReport &report,
                         const UnitReporter &reporter = {});

// The property that judges how calls of this kind end.
PropertyIndex execution_property(HelperId call);

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
