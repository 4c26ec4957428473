// SPDX-License-Identifier: GPL-2.0-only
// Runs a mutant on any machine: on machine words for tests, on terms for proofs. One line for each
// unit.
#pragma once

#include "model/run_model.h"
#include "properties/ops_helpers/mutants/run.h"
#include "properties/remap/mutants/run.h"

namespace dma_verify {

// As run_model, with the mutant's helper; other helpers than the mutant's are the model's.
template <class M>
void run_mutant(const Mutant &mutant, const Scenario<M> &scenario, Observation<M> &observation) {
  if (scenario.call != mutant.call)
    return run_model(scenario, observation);
  switch (mutant.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::run_changed_helper(mutant, scenario, observation);
  case UnitId::remap:
    return remap::run_changed_helper(mutant, scenario, observation);
  }
}

} // namespace dma_verify
