// SPDX-License-Identifier: GPL-2.0-only
// Sentences about a counterexample that was run again: a call, a sequence, or a process that ended.
#pragma once

#include "harness/counterexamples/prose/explain_sequence.h"

#include <optional>
#include <string>

namespace dma_verify {

// The step of a sequence that shows the failure best.
struct StepToShow {
  std::size_t number = 0; // from 0
  bool differs = false;   // the subject did something else than the model in it
};

// The first step in which the subject did something else than the model; if there is none, the last
// call; nothing if there is no call either. As many are expected as are observed.
std::optional<StepToShow> step_to_show(const Counterexample &counterexample,
                                       const StepObservations &observed,
                                       const StepObservations &expected);

// What was observed of the call, or of each step of the sequence that was taken; nothing if the
// process ended before.
std::string story_of(const Counterexample &counterexample, const StepObservations &observed,
                     const StepObservations &expected);

} // namespace dma_verify
