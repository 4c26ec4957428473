// SPDX-License-Identifier: GPL-2.0-only
// Runs the modelled helpers on a scenario: the subject `model`.
#pragma once

#include "model/remap/remap.h"
#include "model/remap/simulated_kernel.h"

namespace dma_verify::remap {

// Runs the scenario's call, in this form, on the simulated kernel; `observation` is cleared first.
template <class M>
void run_form(const Scenario<M> &scenario, Observation<M> &observation,
              const Form &form = kSeedForm) {
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  switch (remap::helper_of(scenario.call)) {
  case Helper::find_pages:
    observation.result = find_pages<M>(kernel, scenario.cpu_addr, form);
    break;
  case Helper::pages_remap:
    observation.result =
        pages_remap<M>(kernel, Pointer<M>::to(scenario.pages), scenario.size, scenario.prot);
    break;
  case Helper::contiguous_remap:
    observation.result =
        contiguous_remap<M>(kernel, Page<M>::of(scenario.page), scenario.size, scenario.prot, form);
    break;
  case Helper::free_remap:
    free_remap<M>(kernel, scenario.cpu_addr, scenario.size, form);
    break;
  }
}

} // namespace dma_verify::remap
