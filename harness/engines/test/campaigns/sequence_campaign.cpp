// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/campaigns/sequence_campaign.h"

#include "harness/process/process_pool.h"

#include <algorithm>
#include <array>
#include <new>
#include <set>
#include <string_view>

namespace dma_verify {
namespace {

// A drawn step adds at most one that undoes it at the end.
constexpr std::size_t kMaxEvents = 2 * random::kMaxSteps;

// What a child leaves for its parent; trivially copyable.
struct SequenceReport {
  std::uint64_t progress = 0;
  StoredScenario last_call{};
  random::SequenceResult::End end = random::SequenceResult::End::budget;
  std::uint64_t sequences = 0;
  std::uint64_t steps = 0;
  std::array<std::uint64_t, world::kActionCount> actions{};
  std::uint64_t unmodelled = 0;
  char unmodelled_service[64] = {};
  char reason[160] = {};
  bool hung = false;
  double seconds = 0;
  std::size_t property = 0; // violated: positions in sequence_properties() and its clauses
  std::size_t clause = 0;
  unsigned shrinking_runs = 0;
  std::size_t original_steps = 0;
  std::size_t event_count = 0;
  std::array<world::Event, kMaxEvents> events{};
};
static_assert(std::is_trivially_copyable_v<SequenceReport>);

SequenceReport &report_in(std::byte *slot) {
  return *std::launder(reinterpret_cast<SequenceReport *>(slot)); // NOLINT: shared memory
}

template <std::size_t kSize> void copy_text(std::string_view text, char (&into)[kSize]) {
  into[text.copy(into, kSize - 1)] = '\0';
}

void report_failure(const random::FailedSequence &failed, SequenceReport &report) {
  const auto properties = sequence_properties();
  while (properties[report.property].id != failed.violation.property)
    ++report.property;
  while (properties[report.property].clauses[report.clause].id != failed.violation.clause)
    ++report.clause;
  report.event_count = std::min(failed.events.size(), kMaxEvents);
  std::copy_n(failed.events.begin(), report.event_count, report.events.begin());
}

void run_unit(const SequenceUnit &unit, random::SequenceOptions options, SequenceReport &report) {
  const auto start = std::chrono::steady_clock::now();
  options.platform.iommu_devices = unit.subject->environment.iommu_devices;
  const random::OpenSubject open = [&] {
    return [&report, observe = unit.subject->open()](const StoredScenario &scenario,
                                                     StoredObservation &observation) {
      report.last_call = scenario;
      ++report.progress;
      observe(scenario, observation);
      report.hung = report.hung || observation.completion == Completion::hung;
    };
  };
  const auto result = random::run_sequences(unit.architecture, open, options);
  report.end = result.end;
  report.sequences = result.sequences;
  report.steps = result.steps;
  report.actions = result.actions;
  report.unmodelled = result.unmodelled;
  report.shrinking_runs = result.shrinking_runs;
  copy_text(result.unmodelled_service, report.unmodelled_service);
  copy_text(result.reason, report.reason);
  if (result.shortest) {
    report_failure(*result.shortest, report);
    report.original_steps = result.original->events.size();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = elapsed.count();
}

SequenceOutcome outcome_of(const SequenceUnit &unit, const SequenceReport &report,
                           const TaskEnd &end) {
  SequenceOutcome outcome;
  outcome.unit = unit;
  outcome.interrupted = end.kind == TaskEnd::Kind::interrupted;
  outcome.stalled = end.kind == TaskEnd::Kind::stalled;
  if (end.kind == TaskEnd::Kind::died || outcome.stalled) {
    outcome.lost = outcome.stalled ? "no return" : end.what;
    if (report.progress != 0)
      outcome.last_call = report.last_call;
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
  if (report.end == random::SequenceResult::End::violated) {
    const SequenceProperty &property = sequence_properties()[report.property];
    random::FailedSequence failed;
    failed.violation = {property.id, property.clauses[report.clause].id};
    failed.events.assign(report.events.begin(),
                         report.events.begin() + static_cast<std::ptrdiff_t>(report.event_count));
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
  ProcessPool pool;
  pool.jobs = std::max(1U, campaign.jobs);
  if (campaign.time && !units.empty())
    options.time_limit = *campaign.time * pool.jobs / static_cast<long>(units.size());
  pool.slot_bytes = (sizeof(SequenceReport) + 4095) / 4096 * 4096;
  pool.interrupted = campaign.interrupted;
  pool.tick = campaign.tick;
  std::set<const Subject *> hung; // to play more of them would only take time
  pool.run(
      units.size(),
      [&](std::size_t task, std::byte *slot) {
        SequenceReport &report = *new (slot) SequenceReport{};
        if (hung.contains(units[task].subject)) {
          report.end = random::SequenceResult::End::gave_up;
          copy_text("not run: a call does not return", report.reason);
        } else {
          run_unit(units[task], options, report);
        }
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        const SequenceReport &report = report_in(slot);
        if (report.hung || end.kind == TaskEnd::Kind::stalled)
          hung.insert(units[task].subject);
        on_outcome(outcome_of(units[task], report, end));
        return false;
      });
}

} // namespace dma_verify
