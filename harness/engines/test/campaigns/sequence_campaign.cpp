// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/campaigns/sequence_campaign.h"

#include "harness/process/in_order.h"
#include "harness/process/tasks.h"
#include "harness/subjects/reported.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace dma_verify {
namespace {

using process::TaskEnd;

// What a child reports: its result, with texts of static storage by their positions.
struct SequenceReport {
  random::SequenceResult::End end = random::SequenceResult::End::budget;
  std::uint64_t sequences = 0;
  std::uint64_t steps = 0;
  std::array<std::uint64_t, world::kActionCount> actions{};
  std::uint64_t unmodelled = 0;
  std::string unmodelled_service{};
  std::string reason{};
  double seconds = 0;
  std::size_t property = 0; // violated: positions in sequence_properties() and its clauses
  std::size_t clause = 0;
  unsigned shrinking_runs = 0;
  std::size_t original_steps = 0;
  std::vector<world::Event> events{};
};

// The call that is running.
struct RunningCall {
  StoredScenario scenario{};
  bool some_call_hung = false; // before it
};
using SequenceReporter = process::Reporter<SequenceReport, RunningCall>;

// What is known of a unit that runs.
struct RunningUnit {
  std::optional<SequenceReport> report{};
  // How a child was lost. If the same happens again in a fresh child, it is the fault of the tested
  // code.
  std::string suspicion{};
};

void report_failure(const random::FailedSequence &failed, SequenceReport &report) {
  const auto properties = sequence_properties();
  while (properties[report.property].id != failed.violation.property)
    ++report.property;
  while (properties[report.property].clauses[report.clause].id != failed.violation.clause)
    ++report.clause;
  report.events = failed.events;
}

SequenceReport run_unit(const SequenceUnit &unit, random::SequenceOptions options,
                        const SequenceReporter &reporter) {
  const auto start = std::chrono::steady_clock::now();
  options.platform.iommu_devices = unit.subject->environment.iommu_devices;
  bool hung = false;
  const random::OpenSubject open = [&] {
    return [&, observe = unit.subject->open()](const StoredScenario &scenario,
                                               StoredObservation &observation) {
      reporter.note({scenario, hung});
      observe(scenario, observation);
      if (observation.completion == Completion::hung && !std::exchange(hung, true))
        reporter.note({scenario, hung});
    };
  };
  const auto result = random::run_sequences(unit.architecture, open, options);
  SequenceReport report;
  report.end = result.end;
  report.sequences = result.sequences;
  report.steps = result.steps;
  report.actions = result.actions;
  report.unmodelled = result.unmodelled;
  report.shrinking_runs = result.shrinking_runs;
  report.unmodelled_service = result.unmodelled_service;
  report.reason = result.reason;
  if (result.shortest) {
    report_failure(*result.shortest, report);
    report.original_steps = result.original->events.size();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = elapsed.count();
  return report;
}

SequenceOutcome outcome_of(const SequenceUnit &unit, const RunningUnit &running, const TaskEnd &end,
                           const std::optional<RunningCall> &last) {
  const SequenceReport report = running.report.value_or(SequenceReport{});
  SequenceOutcome outcome;
  outcome.unit = unit;
  outcome.interrupted = end.kind == TaskEnd::Kind::interrupted;
  if (last && end.can_be_of_the_tested()) {
    outcome.stalled = end.kind == TaskEnd::Kind::stalled;
    outcome.lost = outcome.stalled ? "no return" : end.what;
    outcome.last_call = last->scenario;
  } else if (end.is_lost() || (end.kind == TaskEnd::Kind::finished && !running.report)) {
    outcome.fault = process::words_of_fault(end);
  } else if (!running.suspicion.empty()) {
    outcome.fault = fmt::format("its process died once in the tested code ({}), and not when the "
                                "same sequences ran again",
                                running.suspicion);
  }
  random::SequenceResult &result = outcome.result;
  result.end = report.end;
  result.sequences = report.sequences;
  result.steps = report.steps;
  result.actions = report.actions;
  result.unmodelled = report.unmodelled;
  result.unmodelled_service = report.unmodelled_service;
  result.reason = report.reason;
  result.shrinking_runs = report.shrinking_runs;
  outcome.seconds = report.seconds;
  outcome.original_steps = report.original_steps;
  const auto properties = sequence_properties();
  if (report.end == random::SequenceResult::End::violated && report.property < properties.size() &&
      report.clause < properties[report.property].clauses.size()) {
    const SequenceProperty &property = properties[report.property];
    random::FailedSequence failed;
    failed.violation = {property.id, property.clauses[report.clause].id};
    failed.events = report.events;
    result.shortest = std::move(failed);
  }
  return outcome;
}

} // namespace

void run_sequence_campaign(std::span<const SequenceUnit> units, const SequenceCampaign &campaign,
                           const std::function<void(const SequenceOutcome &)> &on_outcome) {
  random::SequenceOptions options;
  options.seed = campaign.seed;
  options.sequences = campaign.sequences;
  process::PoolOptions pool;
  pool.jobs = std::max(1U, campaign.jobs);
  if (campaign.time && !units.empty())
    options.time_limit = *campaign.time * pool.jobs / static_cast<long>(units.size());
  pool.interrupted = campaign.interrupted;
  pool.tick = campaign.tick;
  std::set<const Subject *> hung;             // to play more of them would only take time
  std::map<std::size_t, RunningUnit> running; // by task
  process::InOrder<SequenceOutcome> outcomes(on_outcome);
  process::Tasks<SequenceReport, RunningCall> tasks;
  tasks.work = [&](std::size_t task, const SequenceReporter &reporter) {
    SequenceReport report;
    if (hung.contains(units[task].subject) && running[task].suspicion.empty()) {
      report.end = random::SequenceResult::End::gave_up;
      report.reason = "not run: a call does not return";
    } else {
      report = run_unit(units[task], options, reporter);
    }
    reporter.send(report);
  };
  tasks.received = [&](std::size_t task, SequenceReport report) {
    running[task].report = std::move(report);
  };
  tasks.ended = [&](std::size_t task, const TaskEnd &end, const std::optional<RunningCall> &last) {
    if (end.kind == TaskEnd::Kind::stalled || end.kind == TaskEnd::Kind::waited ||
        (last && last->some_call_hung))
      hung.insert(units[task].subject);
    RunningUnit &unit = running[task];
    if (last && end.can_be_of_the_tested() && unit.suspicion.empty()) {
      unit.suspicion = end.what;
      return true;
    }
    outcomes.put(task, outcome_of(units[task], unit, end, last));
    running.erase(task);
    return false;
  };
  process::run_tasks(units.size(), pool, tasks);
}

} // namespace dma_verify
