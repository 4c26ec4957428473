// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/campaigns/campaign.h"

#include "harness/process/in_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace dma_verify {
namespace {

using process::TaskEnd;

// What is known of a unit that runs.
struct RunningOutcome {
  UnitReport report{};  // by its children
  FoundScenario lost{}; // the first case that ended a child, if none had told of one before
  unsigned lost_children = 0;
  unsigned first_round = 0; // of the next child
  // The round in which a child was lost once, and how. If the same happens again in a fresh child,
  // it is the fault of the tested code.
  std::optional<unsigned> suspected{};
  std::string suspicion{};
};

FoundScenario lost_scenario(const StoredScenario &scenario, const TaskEnd &end) {
  FoundScenario found;
  found.present = true;
  found.clause = end.kind == TaskEnd::Kind::stalled ? "no-hang" : "no-crash";
  found.original = found.minimized = scenario;
  return found;
}

} // namespace

void run_campaign(std::span<const WorkUnit> units, const CampaignOptions &options,
                  const std::function<void(const UnitOutcome &)> &on_outcome) {
  process::PoolOptions pool;
  pool.jobs = std::max(1U, options.jobs);
  pool.interrupted = options.interrupted;
  pool.tick = options.tick;

  random::StreamOptions stream;
  stream.seed = options.seed;
  stream.cases = options.cases;
  if (options.time && !units.empty()) {
    stream.time_limit = *options.time * pool.jobs / static_cast<long>(units.size());
  }

  std::map<std::size_t, RunningOutcome> running; // by task
  process::InOrder<UnitOutcome> outcomes(on_outcome);
  // Calls of these are known not to return: testing them further would only take time. And why.
  std::map<std::pair<const Subject *, HelperId>, std::string> hung;
  const auto key_of = [&](std::size_t task) {
    return std::pair(units[task].subject, catalogue()[units[task].property].call);
  };
  process::Tasks<UnitReport, RunningCase> tasks;
  tasks.work = [&](std::size_t task, const UnitReporter &reporter) {
    RunningOutcome &unit = running[task];
    const auto known = hung.find(key_of(task));
    if (known != hung.end() && !unit.suspected) {
      unit.report.end = random::StreamResult::End::gave_up;
      unit.report.reason = "not run: " + known->second;
      unit.report.done = true;
      reporter.send(unit.report);
    } else if (options.differences) {
      minimize_difference(units[task], (*options.differences)[task], unit.report, reporter);
    } else if (options.scenarios) {
      run_unit_on(units[task], *options.scenarios, unit.report, reporter);
    } else {
      stream.first_round = unit.first_round;
      run_unit(units[task], stream, unit.report, reporter);
    }
  };
  tasks.received = [&](std::size_t task, UnitReport report) {
    running[task].report = std::move(report);
  };
  tasks.ended = [&](std::size_t task, const TaskEnd &end, const std::optional<RunningCase> &last) {
    RunningOutcome &unit = running[task];
    if (last && !unit.report.done)
      unit.report.cases = last->cases;
    for (const FoundScenario *found : {&unit.report.violation, &unit.report.stray}) {
      if (found->clause == "no-hang")
        hung.try_emplace(key_of(task), "the call does not return");
    }
    if (end.kind == TaskEnd::Kind::stalled || end.kind == TaskEnd::Kind::waited)
      hung.try_emplace(key_of(task), "an earlier call did not return");
    std::string fault;
    if (last && end.can_be_of_the_tested()) {
      const bool again = unit.suspected == last->round;
      if (!again) {
        unit.suspected = unit.first_round = last->round;
        unit.suspicion = end.what;
        return true;
      }
      unit.suspected.reset();
      ++unit.lost_children;
      if (!unit.report.stray.present && !unit.lost.present)
        unit.lost = lost_scenario(last->scenario, end);
      if (unit.lost_children < kMaxLostChildren && !unit.report.done && !options.scenarios) {
        unit.first_round = last->round + 1; // the lost round is not tried again
        return true;
      }
    } else if (end.is_lost() || (end.kind == TaskEnd::Kind::finished && !unit.report.done)) {
      fault = process::words_of_fault(end);
    } else if (unit.suspected) {
      fault = fmt::format("its process died once in the tested code ({}), and not when the same "
                          "cases ran again",
                          unit.suspicion);
    }
    UnitOutcome outcome{units[task], std::move(unit.report), unit.lost_children,
                        end.kind == TaskEnd::Kind::interrupted, std::move(fault)};
    if (unit.lost.present)
      outcome.report.stray = unit.lost;
    running.erase(task);
    outcomes.put(task, std::move(outcome));
    return false;
  };
  process::run_tasks(units.size(), pool, tasks);
}

} // namespace dma_verify
