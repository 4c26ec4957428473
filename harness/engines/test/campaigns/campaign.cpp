// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/campaigns/campaign.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <new>
#include <set>
#include <utility>

namespace dma_verify {
namespace {

// The report in a child's slot, which starts as zeroed memory.
UnitReport *report_in(std::byte *slot) {
  return std::launder(reinterpret_cast<UnitReport *>(slot)); // NOLINT: shared memory
}

FoundScenario lost_scenario(const UnitReport &report, const TaskEnd &end) {
  FoundScenario found;
  found.present = true;
  const char *clause = end.kind == TaskEnd::Kind::stalled ? "no-hang" : "no-crash";
  std::strncpy(found.clause, clause, sizeof found.clause - 1);
  found.original = found.minimized = report.current;
  return found;
}

} // namespace

void run_campaign(std::span<const WorkUnit> units, const CampaignOptions &options,
                  const std::function<void(const UnitOutcome &)> &on_outcome) {
  ProcessPool pool;
  pool.jobs = std::max(1U, options.jobs);
  pool.slot_bytes = (sizeof(UnitReport) + 4095) / 4096 * 4096;
  pool.interrupted = options.interrupted;
  pool.tick = options.tick;

  random::StreamOptions stream;
  stream.seed = options.seed;
  stream.cases = options.cases;
  if (options.time && !units.empty()) {
    stream.time_limit = *options.time * pool.jobs / static_cast<long>(units.size());
  }

  // What is known of lost children, until their unit ends.
  std::map<std::size_t, UnitOutcome> pending;
  // Calls of these are known not to return: testing them further would only take time.
  std::set<std::pair<const Subject *, HelperId>> hung;
  const auto key_of = [&](std::size_t task) {
    return std::pair(units[task].subject, catalogue()[units[task].property].call);
  };
  const auto work = [&](std::size_t task, std::byte *slot) {
    UnitReport *report = report_in(slot);
    if (report->progress == 0)
      report = new (slot) UnitReport{};
    ++report->progress;
    if (hung.contains(key_of(task))) {
      report->end = random::StreamResult::End::gave_up;
      std::strncpy(report->reason, "not run: the call does not return", sizeof report->reason - 1);
      report->done = true;
      return;
    }
    if (options.scenarios) {
      run_unit_on(units[task], *options.scenarios, *report);
    } else {
      run_unit(units[task], stream, *report);
    }
  };
  const auto ended = [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
    UnitReport &report = *report_in(slot);
    UnitOutcome &outcome = pending[task];
    outcome.unit = units[task];
    const FoundScenario earlier = outcome.report.stray;
    for (const FoundScenario *found : {&report.violation, &report.stray}) {
      if (std::strcmp(found->clause, "no-hang") == 0)
        hung.insert(key_of(task));
    }
    const bool lost = end.kind == TaskEnd::Kind::died || end.kind == TaskEnd::Kind::stalled;
    outcome.report = report;
    if (earlier.present)
      outcome.report.stray = earlier;
    outcome.interrupted = end.kind == TaskEnd::Kind::interrupted;
    if (lost) {
      ++outcome.lost_children;
      if (!outcome.report.stray.present)
        outcome.report.stray = lost_scenario(report, end);
      if (outcome.lost_children < kMaxLostChildren && !report.done) {
        ++report.round; // the lost round is not tried again
        return true;
      }
    }
    on_outcome(outcome);
    pending.erase(task);
    return false;
  };
  pool.run(units.size(), work, ended);
}

} // namespace dma_verify
