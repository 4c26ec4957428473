// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers, one of them changed, on any machine: on machine words for tests, on terms for
// proofs.
#pragma once

#include "model/remap/run.h"
#include "properties/remap/mutants/contiguous_remap.h"
#include "properties/remap/mutants/find_pages.h"
#include "properties/remap/mutants/free_remap.h"
#include "properties/remap/mutants/pages_remap.h"

namespace dma_verify::remap {

// As run_form, with the changed helper; other helpers than the mutant's are the model's.
template <class M>
void run_mutant(const Mutant &mutant, const Scenario<M> &scenario, Observation<M> &observation) {
  if (remap::helper_of(scenario.call) != mutant.helper)
    return remap::run_form(scenario, observation);
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  switch (mutant.helper) {
  case Helper::find_pages:
    observation.result = find_pages<M>(mutant, kernel, scenario.cpu_addr);
    break;
  case Helper::pages_remap:
    observation.result = pages_remap<M>(mutant, kernel, Pointer<M>::to(scenario.pages),
                                        scenario.size, scenario.prot);
    break;
  case Helper::contiguous_remap:
    observation.result = contiguous_remap<M>(mutant, kernel, Page<M>::of(scenario.page),
                                             scenario.size, scenario.prot);
    break;
  case Helper::free_remap:
    free_remap<M>(mutant, kernel, scenario.cpu_addr, scenario.size);
    break;
  }
}

} // namespace dma_verify::remap
