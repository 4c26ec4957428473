// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/examination/examine.h"

#include "harness/engines/test/work_unit.h"
#include "harness/process/process_pool.h"
#include "model/kernel/convert.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace dma_verify {
namespace {

using Clock = std::chrono::steady_clock;

// After this, what was tried has to do: calls of a broken file can be slow.
constexpr std::chrono::milliseconds kTrialTime{400};
constexpr std::size_t kMostTrials = 48;

// An observation in shared memory.
struct SavedObservation {
  Completion completion = Completion::returned;
  std::size_t effects = 0;
  Effect<WidestMachine> trace[kTraceCapacity] = {};
  int status = 0;
  Page<WidestMachine> page{};
  WidestMachine::BusAddress dma_handle{};
  Vma<WidestMachine> vma{};
  SgTable<WidestMachine> sg_table{};
  std::uint64_t fault_address = 0;
  char detail[sizeof StoredObservation::detail] = {};
};
static_assert(std::is_trivially_copyable_v<SavedObservation>);

void save(const StoredObservation &from, SavedObservation &to) {
  to.completion = from.completion;
  to.effects = std::min(from.trace.size(), kTraceCapacity);
  std::copy_n(from.trace.begin(), to.effects, to.trace);
  to.status = from.status;
  to.page = from.page;
  to.dma_handle = from.dma_handle;
  to.vma = from.vma;
  to.sg_table = from.sg_table;
  to.fault_address = from.fault_address;
  std::copy(std::begin(from.detail), std::end(from.detail), to.detail);
}

StoredObservation restored(const SavedObservation &from) {
  StoredObservation to;
  to.completion = from.completion;
  to.trace.assign(from.trace, from.trace + from.effects);
  to.status = from.status;
  to.page = from.page;
  to.dma_handle = from.dma_handle;
  to.vma = from.vma;
  to.sg_table = from.sg_table;
  to.fault_address = from.fault_address;
  std::copy(std::begin(from.detail), std::end(from.detail), to.detail);
  return to;
}

// What the child leaves; the observations follow it in the slot.
struct Report {
  std::uint64_t progress = 0;
  bool fails = false;
  std::size_t observed = 0;
  std::size_t trials = 0;
  FieldTrial trial[kMostTrials] = {};
  FieldTrial at_once{};
};
static_assert(std::is_trivially_copyable_v<Report>);
static_assert(sizeof(Report) % alignof(SavedObservation) == 0);

SavedObservation *observations_in(std::byte *slot) {
  return reinterpret_cast<SavedObservation *>(slot + sizeof(Report)); // NOLINT: laid out by hand
}

void add(Report &report, std::byte *slot, const StoredObservation &observed) {
  save(observed, *new (observations_in(slot) + report.observed) SavedObservation{});
  ++report.observed;
}

void examine_call(const Subject &subject, const Counterexample &counterexample, Trials trials,
                  std::byte *slot, Report &report) {
  const PropertyIndex property = find_property(counterexample.property).value();
  const StoredScenario &scenario = counterexample.scenario;
  const Observe observe = subject.open();
  const bool inside = keeps_contract(scenario); // a finding is not
  StoredObservation observed;
  const auto end_of = [&](const StoredScenario &changed) {
    if (inside && !keeps_contract(changed))
      return TrialEnd::outside;
    observe(changed, observed);
    const Assessment assessment = assess(property, changed, observed);
    if (!assessment.judged || observed.completion == Completion::unmodelled)
      return TrialEnd::outside;
    return assessment.violated_clause == counterexample.clause ? TrialEnd::fails : TrialEnd::holds;
  };
  report.fails = end_of(scenario) == TrialEnd::fails;
  add(report, slot, observed);
  if (!report.fails || trials == Trials::none)
    return;
  const auto start = Clock::now();
  const RunTrial run = [&](const StoredScenario &changed) {
    ++report.progress;
    return Clock::now() - start > kTrialTime ? TrialEnd::outside : end_of(changed);
  };
  try_fields(scenario, run, [&](std::size_t number, const FieldTrial &trial) {
    if (number >= kMostTrials)
      return;
    report.trial[number] = trial;
    report.trials = number + 1;
  });
  report.at_once = try_at_once(scenario, {report.trial, report.trials}, run);
}

void examine_steps(const Subject &subject, const Counterexample &counterexample, std::byte *slot,
                   Report &report) {
  Player player(counterexample.scenario.architecture, subject.open());
  for (const world::Event &step : counterexample.steps) {
    ++report.progress;
    const std::size_t taken = player.events().size();
    player.take(step);
    // A step that does not fit what this subject has done is left out.
    const bool called = player.events().size() != taken && world::call_of(step.action).has_value();
    if (report.observed < kMostExaminedSteps)
      add(report, slot, called ? player.observation() : StoredObservation{});
    if (player.ended())
      break;
  }
  player.finish();
  report.fails =
      player.violation() == SequenceViolation{counterexample.property, counterexample.clause};
}

void add_expected(const Counterexample &counterexample, Examination &examination) {
  examination.expected.resize(examination.observed.size());
  if (counterexample.steps.empty()) {
    for (StoredObservation &expected : examination.expected)
      observe_model(counterexample.scenario, expected);
    return;
  }
  for (std::size_t i = 0; i < examination.expected.size(); ++i) {
    const world::Event &step = counterexample.steps[i];
    if (world::call_of(step.action))
      observe_model(step.scenario, examination.expected[i]);
  }
}

// Runs `work` in a child; then `read` in the parent, with how it ended.
void run_in_child(std::size_t observations, const std::function<void(std::byte *, Report &)> &work,
                  const std::function<void(std::byte *, const Report &, const TaskEnd &)> &read) {
  ProcessPool pool;
  pool.stall_limit = std::chrono::seconds(3); // calls have a limit of their own
  pool.slot_bytes = sizeof(Report) + observations * sizeof(SavedObservation);
  pool.run(
      1, [&](std::size_t, std::byte *slot) { work(slot, *new (slot) Report{}); },
      [&](std::size_t, const TaskEnd &end, std::byte *slot) {
        Report report;
        std::memcpy(&report, slot, sizeof report);
        read(slot, report, end);
        return false;
      });
}

} // namespace

Examination examine(const Subject &subject, const Counterexample &counterexample, Trials trials) {
  Examination examination;
  const bool sequence = !counterexample.steps.empty();
  run_in_child(
      sequence ? std::min(counterexample.steps.size(), kMostExaminedSteps) : 1,
      [&](std::byte *slot, Report &report) {
        if (sequence) {
          examine_steps(subject, counterexample, slot, report);
        } else {
          examine_call(subject, counterexample, trials, slot, report);
        }
      },
      [&](std::byte *slot, const Report &report, const TaskEnd &end) {
        examination.fails = report.fails;
        for (std::size_t i = 0; i < report.observed; ++i)
          examination.observed.push_back(restored(observations_in(slot)[i]));
        examination.trials.assign(report.trial, report.trial + report.trials);
        examination.at_once = report.at_once;
        if (report.observed == 0)
          examination.problem = end.what;
      });
  add_expected(counterexample, examination);
  return examination;
}

std::optional<StoredObservation> observe_once(const Subject &subject,
                                              const StoredScenario &scenario) {
  std::optional<StoredObservation> result;
  run_in_child(
      1,
      [&](std::byte *slot, Report &report) {
        StoredObservation observed;
        subject.open()(scenario, observed);
        add(report, slot, observed);
      },
      [&](std::byte *slot, const Report &report, const TaskEnd &) {
        if (report.observed != 0)
          result = restored(observations_in(slot)[0]);
      });
  return result;
}

} // namespace dma_verify
