// SPDX-License-Identifier: GPL-2.0-only
// Every shorter sequence of the space is run: what fails there is found, in the fewest steps.
#include "harness/counterexamples/minimizer/sequences/shorter_sequences.h"

#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <doctest/doctest.h>

#include <memory>

namespace dma_verify {
namespace {

using world::Action;

constexpr std::chrono::milliseconds kTime{20'000};

world::Platform platform() { return world::make_platform(make_architecture(64, 64, 64, 12)); }

std::function<ObserveCall()> with_mutant(const Mutant &mutant) {
  return [&mutant] {
    return ObserveCall([&mutant](const StoredScenario &scenario, StoredObservation &observation) {
      observe_mutant(mutant, scenario, observation);
    });
  };
}

std::vector<Action> actions_of(const ShorterRuns &runs) {
  std::vector<Action> actions;
  actions.reserve(runs.found.size());
  for (const world::Event &event : runs.found)
    actions.push_back(event.action);
  return actions;
}

TEST_CASE("of the model no sequence of the space fails, and the space is as large as is said") {
  const SequenceViolation violation{"sequence.leak-freedom", "block"};
  const auto model = [] { return ObserveCall(&observe_model); };
  for (const std::size_t steps : {1U, 2U, 3U}) {
    const ShorterRuns runs = run_every_sequence(platform(), steps, model, violation, kTime);
    CAPTURE(steps);
    CHECK(runs.found.empty());
    CHECK(runs.complete);
    CHECK(runs.sequences > 700);
    CHECK(runs.space.starts_with("5 devices, buffers of "));
  }
}

TEST_CASE(
    "of one step: 5 devices, 4 sizes, 3 directions, 2 kinds of zeroing, 3 allocators, 2 ends") {
  const auto model = [] { return ObserveCall(&observe_model); };
  const ShorterRuns runs =
      run_every_sequence(platform(), 1, model, {"sequence.reach", "user"}, kTime);
  CHECK(runs.sequences == 5 * 4 * 3 * 2 * 3 * 2 + 4); // and the pool's four sizes
}

TEST_CASE("what fails in two steps is found among sequences of up to three, in two") {
  using namespace ops_helpers;
  const ShorterRuns wraps = run_every_sequence(platform(), 3, with_mutant(of_mmap::kAdditiveCheck),
                                               {"sequence.reach", "user"}, kTime);
  CHECK(actions_of(wraps) == std::vector{Action::acquire, Action::map_to_user});
  const ShorterRuns leaks =
      run_every_sequence(platform(), 3, with_mutant(of_free_pages::kReleaseDropped),
                         {"sequence.leak-freedom", "block"}, kTime);
  CHECK(actions_of(leaks) == std::vector{Action::acquire, Action::release});
}

TEST_CASE("what takes three steps is found in three, and no sequence of two fails") {
  const auto leaked = with_mutant(ops_helpers::of_get_sgtable::kForgotten);
  const SequenceViolation violation{"sequence.leak-freedom", "scatter-list"};
  CHECK(run_every_sequence(platform(), 2, leaked, violation, kTime).found.empty());
  const ShorterRuns runs = run_every_sequence(platform(), 3, leaked, violation, kTime);
  CHECK(actions_of(runs) == std::vector{Action::acquire, Action::describe, Action::release});
}

TEST_CASE("only what violates the clause counts") {
  const auto leaks = with_mutant(ops_helpers::of_free_pages::kReleaseDropped);
  const ShorterRuns runs =
      run_every_sequence(platform(), 2, leaks, {"sequence.reach", "user"}, kTime);
  CHECK(runs.found.empty());
  CHECK(runs.complete);
}

TEST_CASE("a file that remembers its calls begins each sequence anew") {
  // The second allocation of an instance is not handed out.
  const auto open = [] {
    return ObserveCall([calls = std::make_shared<unsigned>()](const StoredScenario &scenario,
                                                              StoredObservation &observation) {
      observe_model(scenario, observation);
      if (scenario.call == ops_helpers::Helper::alloc_pages && ++*calls == 2)
        observation.page = {};
    });
  };
  const SequenceViolation violation{"sequence.reach", "device"};
  CHECK(run_every_sequence(platform(), 1, open, violation, kTime).found.empty());
  CHECK(run_every_sequence(platform(), 2, open, violation, kTime).found.size() == 2);
}

TEST_CASE("without time the space is not complete") {
  const auto model = [] { return ObserveCall(&observe_model); };
  const ShorterRuns runs = run_every_sequence(platform(), 3, model, {"sequence.reach", "user"},
                                              std::chrono::milliseconds(0));
  CHECK_FALSE(runs.complete);
}

} // namespace
} // namespace dma_verify
