// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/campaigns/sweep_campaign.h"

#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/process/in_order.h"
#include "harness/process/tasks.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace dma_verify {
namespace {

struct PartReport {
  std::uint64_t cases = 0;
  std::uint64_t unjudged = 0;
  double seconds = 0;
  FoundScenario violation{};
};
using PartReporter = process::Reporter<PartReport>;

FoundScenario minimized(const SweepUnit &unit, const SweepOptions &options,
                        const exhaustive::SweepResult &result, const PartReporter &reporter) {
  FoundScenario found;
  found.present = true;
  found.clause = result.clause;
  found.original = found.minimized = *result.scenario;
  StoredObservation scratch;
  const StillFails fails = [&](const StoredScenario &candidate) {
    reporter.make_progress();
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

PartReport run_part(const SweepUnit &unit, exhaustive::Part part, const SweepOptions &options,
                    const PartReporter &reporter) {
  const auto start = std::chrono::steady_clock::now();
  const auto result =
      options.sweep(unit.property, unit.architecture, part, [&] { reporter.make_progress(); });
  PartReport report;
  report.cases = result.cases;
  report.unjudged = result.unjudged;
  if (result.scenario)
    report.violation = minimized(unit, options, result, reporter);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = elapsed.count();
  return report;
}

// A unit whose parts end one by one.
struct RunningSweep {
  SweepOutcome outcome{};
  unsigned started = 0;
  unsigned ended = 0;

  void add_end(const process::TaskEnd &end) {
    ++started;
    if (end.kind == process::TaskEnd::Kind::interrupted)
      return;
    ++ended;
    if (end.kind != process::TaskEnd::Kind::finished)
      outcome.lost = end.what;
  }

  void add(const PartReport &part) {
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
  std::vector<RunningSweep> running(units.size());
  for (std::size_t i = 0; i < units.size(); ++i)
    running[i].outcome.unit = units[i];

  process::PoolOptions pool;
  pool.jobs = std::max(1U, options.jobs);
  pool.interrupted = options.interrupted;
  pool.tick = [&](std::size_t done) {
    if (options.tick)
      options.tick(done / kSweepParts);
  };
  process::InOrder<SweepOutcome> outcomes(on_outcome);
  process::Tasks<PartReport> tasks;
  tasks.work = [&](std::size_t task, const PartReporter &reporter) {
    const auto part = static_cast<unsigned>(task % kSweepParts);
    reporter.send(run_part(units[task / kSweepParts], {part, kSweepParts}, options, reporter));
  };
  tasks.received = [&](std::size_t task, const PartReport &report) {
    running[task / kSweepParts].add(report);
  };
  tasks.ended = [&](std::size_t task, const process::TaskEnd &end, const auto &) {
    RunningSweep &sweep = running[task / kSweepParts];
    sweep.add_end(end);
    if (sweep.ended == kSweepParts)
      outcomes.put(task / kSweepParts, sweep.outcome);
    return false;
  };
  process::run_tasks(units.size() * kSweepParts, pool, tasks);
  for (std::size_t unit = 0; unit < running.size(); ++unit) {
    RunningSweep &sweep = running[unit];
    if (sweep.started == 0 || sweep.ended == kSweepParts)
      continue;
    sweep.outcome.interrupted = true;
    outcomes.put(unit, sweep.outcome);
  }
}

} // namespace dma_verify
