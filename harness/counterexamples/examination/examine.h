// SPDX-License-Identifier: GPL-2.0-only
// A counterexample run again, in a child: the subject's code runs nowhere else.
#pragma once

#include "harness/counterexamples/examination/field_trials.h"
#include "harness/counterexamples/files/counterexample.h"
#include "harness/subjects/subject.h"

#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

// What a counterexample showed, beside what the model does.
struct Examination {
  bool fails = false;  // its clause is violated again, inside the contract
  std::string problem; // how the process ended before anything was seen; empty if it did not
  // Of the call; or of each step of a sequence, up to where it ended, of a step that is no call an
  // empty one.
  std::vector<StoredObservation> observed;
  std::vector<StoredObservation> expected; // by the model, as many
  std::vector<SourceLines> lines; // of the observed ones, as many; without lines if there are none
  // Of a call that fails, in the order of trial_names(); empty of others. What was not got to has
  // no tries.
  std::vector<FieldTrial> trials;
  FieldTrial at_once; // all that may be anything changed together
};

// Whether other values of the fields are tried, too.
enum class Trials : std::uint8_t { none, tried };

// Runs it on a fresh instance of the subject, which must support its architecture.
Examination examine(const Subject &subject, const Counterexample &counterexample,
                    Trials trials = Trials::tried);

// Runs one call and no trials: what the subject does in it, and with which lines of its file.
// Nothing if the process ended.
struct ObservedOnce {
  StoredObservation observation;
  SourceLines lines;
};
std::optional<ObservedOnce> observe_with_lines(const Subject &subject,
                                               const StoredScenario &scenario);
std::optional<StoredObservation> observe_once(const Subject &subject,
                                              const StoredScenario &scenario);

} // namespace dma_verify
