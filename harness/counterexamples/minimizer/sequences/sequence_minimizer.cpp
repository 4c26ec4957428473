// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/minimizer/sequences/sequence_minimizer.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace dma_verify {
namespace {

using Steps = std::vector<std::size_t>;

constexpr unsigned kMostRuns = 20'000;

class StepMinimizer {
public:
  StepMinimizer(std::size_t steps, const StepsFail &fails) : fails_(fails) {
    result_.steps.resize(steps);
    std::iota(result_.steps.begin(), result_.steps.end(), std::size_t{0});
  }

  MinimizedSteps run() {
    while (drop_one() || drop_two()) {
    }
    try_every_part();
    return result_;
  }

private:
  bool accept(Steps candidate) {
    if (candidate.empty() || result_.runs >= kMostRuns)
      return false;
    ++result_.runs;
    if (!fails_(candidate))
      return false;
    result_.steps = std::move(candidate);
    return true;
  }

  // The last ones first: what comes after the failure goes at once.
  bool drop_one() {
    for (std::size_t i = result_.steps.size(); i-- > 0;) {
      Steps candidate = result_.steps;
      candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(i));
      if (accept(std::move(candidate)))
        return true;
    }
    return false;
  }

  // As an allocation and the release of its buffer, which only go together.
  bool drop_two() {
    for (std::size_t j = result_.steps.size(); j-- > 0;) {
      for (std::size_t i = 0; i < j; ++i) {
        Steps candidate = result_.steps;
        candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(j));
        candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(i));
        if (accept(std::move(candidate)))
          return true;
      }
    }
    return false;
  }

  void try_every_part() {
    const Steps whole = result_.steps;
    if (whole.size() > kStepsTriedInFull)
      return;
    const unsigned parts = 1U << whole.size();
    for (int size = 1; size < static_cast<int>(whole.size()); ++size) {
      for (unsigned part = 1; part + 1 < parts; ++part) {
        if (std::popcount(part) != size)
          continue;
        Steps candidate;
        for (std::size_t i = 0; i < whole.size(); ++i) {
          if (((part >> i) & 1U) != 0)
            candidate.push_back(whole[i]);
        }
        if (accept(std::move(candidate))) {
          result_.every_part_ran = true; // shorter ones were all tried before
          return;
        }
      }
    }
    result_.every_part_ran = result_.runs < kMostRuns;
  }

  const StepsFail &fails_;
  MinimizedSteps result_;
};

} // namespace

MinimizedSteps minimize_steps(std::size_t steps, const StepsFail &fails) {
  return StepMinimizer(steps, fails).run();
}

bool steps_violate(const Architecture &architecture, const std::vector<world::Event> &sequence,
                   const std::vector<std::size_t> &steps, const ObserveCall &fresh,
                   const SequenceViolation &violation) {
  Player player(architecture, fresh);
  for (const std::size_t step : steps)
    player.take(sequence[step]);
  player.finish();
  // A step that did not fit was left out: a shorter candidate stands for the rest.
  return player.violation() == violation && player.in_contract() &&
         player.events().size() == steps.size();
}

} // namespace dma_verify
