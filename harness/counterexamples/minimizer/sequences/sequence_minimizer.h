// SPDX-License-Identifier: GPL-2.0-only
// Drops the steps of a failing sequence without which it fails as well. Deterministic.
#pragma once

#include "properties/sequences/player.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace dma_verify {

// Whether these steps of the sequence, in their order, still fail: the same clause, inside the
// contracts.
using StepsFail = std::function<bool(const std::vector<std::size_t> &steps)>;

struct MinimizedSteps {
  std::vector<std::size_t> steps; // that are left: numbers in the sequence, ascending
  unsigned runs = 0;              // sequences that were run
  bool every_part_ran = false;    // all parts of it were run, and none of them fails
};

// Of so many steps every part is run.
inline constexpr std::size_t kStepsTriedInFull = 10;

// All of the steps must fail. Drops single steps and pairs; of a sequence that is short enough
// then, every part is run, the shorter ones first, and the first that fails is the result.
MinimizedSteps minimize_steps(std::size_t steps, const StepsFail &fails);

// Plays these steps on a fresh instance of a subject.
bool steps_violate(const Architecture &architecture, const std::vector<world::Event> &sequence,
                   const std::vector<std::size_t> &steps, const ObserveCall &fresh,
                   const SequenceViolation &violation);

} // namespace dma_verify
