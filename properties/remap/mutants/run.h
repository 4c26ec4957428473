// SPDX-License-Identifier: GPL-2.0-only
// Runs the unit's mutants on any machine.
#pragma once

#include "model/remap/simulated_kernel.h"
#include "properties/remap/mutants/contiguous_remap.h"
#include "properties/remap/mutants/find_pages.h"
#include "properties/remap/mutants/free_remap.h"
#include "properties/remap/mutants/pages_remap.h"

namespace dma_verify::remap {

// Runs the scenario's call, of the mutant's helper, on the simulated kernel.
template <class M>
void run_changed_helper(const Mutant &mutant, const Scenario<M> &scenario,
                        Observation<M> &observation) {
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  switch (remap::helper_of(mutant.call)) {
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
