// SPDX-License-Identifier: GPL-2.0-only
// Runs the unit's mutants on any machine.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"

namespace dma_verify::ops_helpers {

// Runs the scenario's call, of the mutant's helper, on the simulated kernel.
template <class M>
void run_changed_helper(const Mutant &mutant, const Scenario<M> &scenario,
                        Observation<M> &observation) {
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  observation.vma = scenario.vma;
  observation.dma_handle = scenario.dma_handle;
  switch (ops_helpers::helper_of(scenario.call)) {
  case Helper::get_sgtable:
    observation.status = get_sgtable<M>(mutant, kernel, observation.sg_table, scenario.cpu_addr,
                                        scenario.dma_handle, scenario.size);
    break;
  case Helper::mmap:
    observation.status =
        mmap<M>(mutant, kernel, observation.vma, scenario.cpu_addr, scenario.size, scenario.attrs);
    break;
  case Helper::alloc_pages:
    observation.page = alloc_pages<M>(mutant, kernel, scenario.size, observation.dma_handle,
                                      scenario.direction, scenario.gfp);
    break;
  case Helper::free_pages:
    free_pages<M>(mutant, kernel, scenario.size, Page<M>::of(scenario.page), scenario.dma_handle,
                  scenario.direction);
    break;
  }
}

} // namespace dma_verify::ops_helpers
