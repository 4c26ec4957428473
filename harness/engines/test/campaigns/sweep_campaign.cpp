// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/campaigns/sweep_campaign.h"

#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/process/process_pool.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <vector>

namespace dma_verify {
namespace {

// What a child leaves of its part; trivially copyable.
struct PartReport {
  std::uint64_t progress = 0;
  std::uint64_t cases = 0;
  std::uint64_t unjudged = 0;
  double seconds = 0;
  FoundScenario violation{};
};
static_assert(std::is_trivially_copyable_v<PartReport>);

PartReport &report_in(std::byte *slot) {
  return *std::launder(reinterpret_cast<PartReport *>(slot)); // NOLINT: shared memory
}

FoundScenario minimized(const SweepUnit &unit, const SweepOptions &options,
                        const exhaustive::SweepResult &result, PartReport &report) {
  FoundScenario found;
  found.present = true;
  result.clause.copy(found.clause, sizeof found.clause - 1);
  found.original = found.minimized = *result.scenario;
  StoredObservation scratch;
  const StillFails fails = [&](const StoredScenario &candidate) {
    ++report.progress;
    return violates(options.observe, unit.property, result.clause, candidate, scratch);
  };
  if (!fails(found.original))
    return found;
  MinimizeOptions minimizing;
  minimizing.order = order_of(catalogue()[unit.property].id);
  const MinimizeResult smallest = minimize(found.original, fails, minimizing);
  found.minimized = smallest.scenario;
  found.minimizer_runs = smallest.runs;
  found.is_minimized = true;
  return found;
}

void run_part(const SweepUnit &unit, exhaustive::Part part, const SweepOptions &options,
              PartReport &report) {
  const auto start = std::chrono::steady_clock::now();
  const auto result =
      options.sweep(unit.property, unit.architecture, part, [&report] { ++report.progress; });
  report.cases = result.cases;
  report.unjudged = result.unjudged;
  if (result.scenario)
    report.violation = minimized(unit, options, result, report);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = elapsed.count();
}

// A unit whose parts come home one by one.
struct Pending {
  SweepOutcome outcome{};
  unsigned started = 0;
  unsigned ended = 0;

  void add(const PartReport &part, const TaskEnd &end) {
    ++started;
    if (end.kind == TaskEnd::Kind::interrupted)
      return;
    ++ended;
    if (end.kind != TaskEnd::Kind::finished) {
      outcome.lost = end.what;
      return;
    }
    outcome.cases += part.cases;
    outcome.unjudged += part.unjudged;
    outcome.seconds += part.seconds;
    // Parts differ in size, which is what a sweep varies last.
    const auto size_of = [](const FoundScenario &found) {
      return found.original.size.word.value();
    };
    if (part.violation.present &&
        (!outcome.violation.present || size_of(part.violation) < size_of(outcome.violation))) {
      outcome.violation = part.violation;
    }
  }
};

} // namespace

void run_sweeps(std::span<const SweepUnit> units, const SweepOptions &options,
                const std::function<void(const SweepOutcome &)> &on_outcome) {
  std::vector<Pending> pending(units.size());
  for (std::size_t i = 0; i < units.size(); ++i)
    pending[i].outcome.unit = units[i];

  ProcessPool pool;
  pool.jobs = std::max(1U, options.jobs);
  pool.slot_bytes = (sizeof(PartReport) + 4095) / 4096 * 4096;
  pool.interrupted = options.interrupted;
  pool.tick = [&](std::size_t done) {
    if (options.tick)
      options.tick(done / kSweepParts);
  };
  pool.run(
      units.size() * kSweepParts,
      [&](std::size_t task, std::byte *slot) {
        PartReport &report = *new (slot) PartReport{};
        const auto part = static_cast<unsigned>(task % kSweepParts);
        run_part(units[task / kSweepParts], {part, kSweepParts}, options, report);
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        Pending &unit = pending[task / kSweepParts];
        unit.add(report_in(slot), end);
        if (unit.ended == kSweepParts)
          on_outcome(unit.outcome);
        return false;
      });
  for (Pending &unit : pending) {
    if (unit.started == 0 || unit.ended == kSweepParts)
      continue;
    unit.outcome.interrupted = true;
    on_outcome(unit.outcome);
  }
}

} // namespace dma_verify
