// SPDX-License-Identifier: GPL-2.0-only
// What a call means as a step of a proved sequence: what is assumed of it, what follows from the
// calls before it, and what the services may answer it. Each unit gives this of its helpers.
#pragma once

#include "model/world/step.h"
#include "properties/assumptions.h"
#include "properties/sequences/shapes.h"

#include <span>
#include <vector>

namespace dma_verify::sequences {

struct StepContract {
  HelperId helper;
  std::span<const Assumption> assumed{};   // of what the caller chooses
  std::span<const Assumption> following{}; // of what earlier calls gave the caller: not assumed,
                                           // but a rule (Rule::contract_kept)
  // The finite answers, beside those of a call in which nothing is served and nothing fails. Of
  // those that have the same effects one is enough: one error stands for all.
  std::span<void (*const)(StoredScenario &)> other_answers{};
};

// Of a call that a helper of some unit serves.
const StepContract &contract_of(Action action);

// The finite answers of a call in a sequence, beside the device's kind. The contiguous area that is
// asked is one that is asked whatever the size.
std::vector<StoredScenario> answers_of(const Architecture &architecture, const Step &step);

} // namespace dma_verify::sequences
