// SPDX-License-Identifier: GPL-2.0-only
// Runs the modelled helpers on a scenario: the subject `model`.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "model/ops_helpers/ops_helpers.h"

namespace dma_verify::ops_helpers {

// Runs the scenario's call, in this form, on the simulated kernel; `observation` is cleared first.
template <class M>
void run_form(const Scenario<M> &scenario, Observation<M> &observation,
              const Form &form = kSeedForm) {
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  observation.vma = scenario.vma;
  observation.dma_handle = scenario.dma_handle;
  switch (ops_helpers::helper_of(scenario.call)) { // GCOVR_EXCL_BR_LINE: each value has its case
  case ops_helpers::Helper::get_sgtable:
    observation.status = get_sgtable<M>(kernel, observation.sg_table, scenario.cpu_addr,
                                        scenario.dma_handle, scenario.size, scenario.attrs);
    break;
  case ops_helpers::Helper::mmap:
    observation.status = mmap<M>(kernel, observation.vma, scenario.cpu_addr, scenario.dma_handle,
                                 scenario.size, scenario.attrs, form);
    break;
  case ops_helpers::Helper::alloc_pages:
    observation.page = alloc_pages<M>(kernel, scenario.size, observation.dma_handle,
                                      scenario.direction, scenario.gfp, form);
    break;
  case ops_helpers::Helper::free_pages:
    free_pages<M>(kernel, scenario.size, Page<M>::of(scenario.page), scenario.dma_handle,
                  scenario.direction, form);
    break;
  }
}

} // namespace dma_verify::ops_helpers
