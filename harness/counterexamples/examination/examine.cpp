// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/examination/examine.h"

#include "harness/engines/test/work_unit.h"
#include "harness/process/run_in_child.h"
#include "harness/subjects/reported.h"
#include "model/kernel/convert.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <chrono>
#include <variant>

namespace dma_verify {
namespace {

using Clock = std::chrono::steady_clock;

// After this, what was tried has to do: calls of a broken file can be slow.
constexpr std::chrono::milliseconds kTrialTime{400};

// What a child reports as it is known: what the call or the next step did, and the rest once each.
struct Fails {};
struct Tried {
  FieldTrial trial;
};
struct TriedAtOnce {
  FieldTrial trial;
};
using Seen = std::variant<StoredObservation, CodePlaces, Fails, Tried, TriedAtOnce>;
using SeenReporter = process::Reporter<Seen>;

PlacedRuns open_placed(const Subject &subject) {
  if (subject.open_placed)
    return subject.open_placed();
  return {subject.open(), [] { return CodePlaces{}; }};
}

// As many as can be made in a short time: what is left out leaves static variables as they are.
void make_earlier_calls(const EarlierCalls &earlier, const Observe &observe,
                        const SeenReporter &reporter) {
  constexpr std::uint64_t kMostCalls = 300'000;
  StoredObservation seen;
  const std::uint64_t rounds =
      earlier.rounds * std::max<std::size_t>(1, earlier.round.size()) > kMostCalls ? 0
                                                                                   : earlier.rounds;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    if (round % 1024 == 0)
      reporter.make_progress();
    for (const StoredScenario &call : earlier.round)
      observe(call, seen);
  }
  for (const StoredScenario &call : earlier.then)
    observe(call, seen);
}

void examine_call(const Subject &subject, const Counterexample &counterexample, Trials trials,
                  const SeenReporter &reporter) {
  const PropertyIndex property = find_property(counterexample.property).value();
  const StoredScenario &scenario = counterexample.scenario;
  const PlacedRuns runs = open_placed(subject);
  const Observe &observe = runs.observe;
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
  make_earlier_calls(counterexample.earlier, observe, reporter);
  const bool fails = end_of(scenario) == TrialEnd::fails;
  reporter.send(observed);
  reporter.send(runs.places());
  if (!fails)
    return;
  reporter.send(Fails{});
  if (trials == Trials::none || !counterexample.earlier.empty())
    return;
  const auto start = Clock::now();
  const RunTrial run = [&](const StoredScenario &changed) {
    reporter.make_progress();
    return Clock::now() - start > kTrialTime ? TrialEnd::outside : end_of(changed);
  };
  std::vector<FieldTrial> tried;
  try_fields(scenario, run, [&](std::size_t, const FieldTrial &trial) {
    tried.push_back(trial);
    reporter.send(Tried{trial});
  });
  reporter.send(TriedAtOnce{try_at_once(scenario, tried, run)});
}

void examine_steps(const Subject &subject, const Counterexample &counterexample,
                   const SeenReporter &reporter) {
  const PlacedRuns runs = open_placed(subject);
  Player player(counterexample.scenario.architecture, runs.observe);
  for (const world::Event &step : counterexample.steps) {
    const std::size_t taken = player.events().size();
    player.take(step);
    // A step that does not fit what this subject has done is left out.
    const bool called = player.events().size() != taken && world::call_of(step.action).has_value();
    reporter.send(called ? player.observation() : StoredObservation{});
    reporter.send(called ? runs.places() : CodePlaces{});
    if (player.ended())
      break;
  }
  player.finish();
  if (player.violation() == SequenceViolation{counterexample.property, counterexample.clause})
    reporter.send(Fails{});
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

void note(Seen seen, Examination &examination, std::vector<CodePlaces> &places) {
  if (auto *observed = std::get_if<StoredObservation>(&seen))
    examination.observed.push_back(std::move(*observed));
  else if (auto *known = std::get_if<CodePlaces>(&seen))
    places.push_back(std::move(*known));
  else if (const auto *tried = std::get_if<Tried>(&seen))
    examination.trials.push_back(tried->trial);
  else if (const auto *at_once = std::get_if<TriedAtOnce>(&seen))
    examination.at_once = at_once->trial;
  else
    examination.fails = true;
}

process::PoolOptions pool_options() {
  process::PoolOptions options;
  options.stall_limit = std::chrono::seconds(3); // calls have a limit of their own
  return options;
}

} // namespace

Examination examine(const Subject &subject, const Counterexample &counterexample, Trials trials) {
  Examination examination;
  std::vector<CodePlaces> places;
  process::Tasks<Seen> tasks;
  tasks.work = [&](std::size_t, const SeenReporter &reporter) {
    if (counterexample.steps.empty()) {
      examine_call(subject, counterexample, trials, reporter);
    } else {
      examine_steps(subject, counterexample, reporter);
    }
  };
  tasks.received = [&](std::size_t, Seen seen) { note(std::move(seen), examination, places); };
  tasks.ended = [&](std::size_t, const process::TaskEnd &end, const auto &) {
    if (examination.observed.empty())
      examination.problem = end.what;
    return false;
  };
  process::run_tasks(1, pool_options(), tasks);
  add_expected(counterexample, examination);
  places.resize(examination.observed.size());
  examination.lines = subject.lines_of
                          ? subject.lines_of(counterexample.scenario.architecture, places)
                          : std::vector<SourceLines>(places.size());
  return examination;
}

std::optional<ObservedOnce> observe_with_lines(const Subject &subject,
                                               const StoredScenario &scenario) {
  struct Observed {
    StoredObservation observation;
    CodePlaces places;
  };
  auto result = process::run_in_child<Observed>(pool_options(), [&](const auto &) {
    const PlacedRuns runs = open_placed(subject);
    Observed observed;
    runs.observe(scenario, observed.observation);
    observed.places = runs.places();
    return observed;
  });
  auto *observed = std::get_if<Observed>(&result);
  if (observed == nullptr)
    return std::nullopt;
  ObservedOnce once{std::move(observed->observation), {}};
  if (subject.lines_of)
    once.lines = subject.lines_of(scenario.architecture, {&observed->places, 1}).front();
  return once;
}

std::optional<StoredObservation> observe_once(const Subject &subject,
                                              const StoredScenario &scenario) {
  auto once = observe_with_lines(subject, scenario);
  if (!once)
    return std::nullopt;
  return std::move(once->observation);
}

} // namespace dma_verify
