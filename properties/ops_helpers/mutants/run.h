// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers, one of them changed, on any machine: on machine words for tests, on terms for
// proofs.
#pragma once

#include "model/ops_helpers/run.h"
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"

namespace dma_verify::broken_models {

// As ops_helpers::run_form, with the changed helper; other calls than the defect's are the
// model's.
template <class M>
void run(const Defect &defect, const Scenario<M> &scenario, Observation<M> &observation) {
  if (scenario.call != defect.call)
    return ops_helpers::run_form(scenario, observation);
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  observation.vma = scenario.vma;
  observation.dma_handle = scenario.dma_handle;
  switch (ops_helpers::helper_of(scenario.call)) {
  case ops_helpers::Helper::get_sgtable:
    observation.status = get_sgtable<M>(defect, kernel, observation.sg_table, scenario.cpu_addr,
                                        scenario.dma_handle, scenario.size);
    break;
  case ops_helpers::Helper::mmap:
    observation.status =
        mmap<M>(defect, kernel, observation.vma, scenario.cpu_addr, scenario.size, scenario.attrs);
    break;
  case ops_helpers::Helper::alloc_pages:
    observation.page = alloc_pages<M>(defect, kernel, scenario.size, observation.dma_handle,
                                      scenario.direction, scenario.gfp);
    break;
  case ops_helpers::Helper::free_pages:
    free_pages<M>(defect, kernel, scenario.size, Page<M>::of(scenario.page), scenario.dma_handle,
                  scenario.direction);
    break;
  }
}

} // namespace dma_verify::broken_models
