// SPDX-License-Identifier: GPL-2.0-only
// Steps that a failure does not need are dropped, and none that it needs.
#include "harness/counterexamples/minimizer/sequences/sequence_minimizer.h"

#include "properties/model_subject.h"
#include "properties/random/sequences/sequences.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify {
namespace {

using Steps = std::vector<std::size_t>;

bool contains_all(const Steps &steps, const Steps &wanted) {
  return std::ranges::all_of(
      wanted, [&](std::size_t step) { return std::ranges::find(steps, step) != steps.end(); });
}

TEST_CASE("what fails because of three steps is minimized to them") {
  const Steps guilty = {2, 11, 17};
  const auto fails = [&](const Steps &steps) { return contains_all(steps, guilty); };
  const MinimizedSteps result = minimize_steps(20, fails);
  CHECK(result.steps == guilty);
  CHECK(result.every_part_ran);
}

TEST_CASE("steps that only go together are dropped together") {
  const auto fails = [&](const Steps &steps) {
    return contains_all(steps, {4}) && contains_all(steps, {1}) == contains_all(steps, {6});
  };
  CHECK(minimize_steps(8, fails).steps == Steps{4});
}

TEST_CASE("a failure that hides from single and double drops is found among the parts") {
  // All six steps, or the first two alone.
  const auto fails = [](const Steps &steps) { return steps.size() == 6 || steps == Steps{0, 1}; };
  const MinimizedSteps result = minimize_steps(6, fails);
  CHECK(result.steps == Steps{0, 1});
  CHECK(result.every_part_ran);
}

TEST_CASE("of a long sequence it is not said that every part was run") {
  const auto fails = [](const Steps &steps) { return steps.size() == 12; };
  const MinimizedSteps result = minimize_steps(12, fails);
  CHECK(result.steps.size() == 12);
  CHECK_FALSE(result.every_part_ran);
}

// The model, but free_pages does not give the block back.
ObserveCall leaking() {
  return [](const StoredScenario &scenario, StoredObservation &observation) {
    observe_model(scenario, observation);
    std::erase_if(observation.trace,
                  [](const auto &effect) { return effect.kind == DmaEffect::dma_free_contiguous; });
  };
}

TEST_CASE("a leak is an allocation and the release that does not release") {
  random::SequenceOptions options;
  options.seed = 3;
  const Architecture row = make_architecture(64, 64, 64, 12);
  const auto found = random::run_sequences(
      row, [] { return leaking(); }, options);
  REQUIRE(found.original);
  const auto &sequence = found.original->events;
  REQUIRE(sequence.size() > 2);
  const auto fails = [&](const Steps &steps) {
    return steps_violate(row, sequence, steps, leaking(), found.original->violation);
  };
  const MinimizedSteps result = minimize_steps(sequence.size(), fails);
  CHECK(result.every_part_ran);
  REQUIRE(result.steps.size() == 2);
  CHECK(sequence[result.steps[0]].action == world::Action::acquire);
  CHECK(sequence[result.steps[1]].action == world::Action::release);
}

} // namespace
} // namespace dma_verify
