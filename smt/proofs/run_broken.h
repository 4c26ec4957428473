// SPDX-License-Identifier: GPL-2.0-only
// For tests: the broken models of the helpers on any machine, symbolic ones too.
#pragma once

#include "model/kernel/simulated_kernel.h"
#include "properties/ops_helpers/broken_models/alloc_pages.h"
#include "properties/ops_helpers/broken_models/free_pages.h"
#include "properties/ops_helpers/broken_models/get_sgtable.h"
#include "properties/ops_helpers/broken_models/mmap.h"

namespace dma_verify::smt {

using broken_models::Defect;

// As ops_helpers::run_model, with the changed helper; the scenario's call must be the defect's.
template <class Machine>
void run_broken(const Defect &defect, const Scenario<Machine> &scenario,
                Observation<Machine> &observation) {
  observation.clear();
  SimulatedKernel<Machine> kernel(scenario, observation);
  observation.vma = scenario.vma;
  observation.dma_handle = scenario.dma_handle;
  switch (scenario.call) {
  case Call::get_sgtable:
    observation.status =
        broken_models::get_sgtable<Machine>(defect, kernel, observation.sg_table, scenario.cpu_addr,
                                            scenario.dma_handle, scenario.size);
    break;
  case Call::mmap:
    observation.status = broken_models::mmap<Machine>(
        defect, kernel, observation.vma, scenario.cpu_addr, scenario.size, scenario.attrs);
    break;
  case Call::alloc_pages:
    observation.page = broken_models::alloc_pages<Machine>(
        defect, kernel, scenario.size, observation.dma_handle, scenario.direction, scenario.gfp);
    break;
  case Call::free_pages:
    broken_models::free_pages<Machine>(defect, kernel, scenario.size,
                                       Page<Machine>::of(scenario.page), scenario.dma_handle,
                                       scenario.direction);
    break;
  }
}

} // namespace dma_verify::smt
