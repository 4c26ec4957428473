// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/broken_models/broken_models.h"

#include "model/kernel/convert.h"
#include "model/kernel/simulated_kernel.h"
#include "properties/ops_helpers/broken_models/alloc_pages.h"
#include "properties/ops_helpers/broken_models/free_pages.h"
#include "properties/ops_helpers/broken_models/get_sgtable.h"
#include "properties/ops_helpers/broken_models/mmap.h"

namespace dma_verify::broken_models {
namespace {

// As ops_helpers::run_model, with the changed helpers.
template <class M>
void run(const Defect &defect, const Scenario<M> &scenario, Observation<M> &observation) {
  SimulatedKernel<M> kernel(scenario, observation);
  observation.vma = scenario.vma;
  observation.dma_handle = scenario.dma_handle;
  switch (scenario.call) {
  case Call::get_sgtable:
    observation.status = get_sgtable<M>(defect, kernel, observation.sg_table, scenario.cpu_addr,
                                        scenario.dma_handle, scenario.size);
    break;
  case Call::mmap:
    observation.status =
        mmap<M>(defect, kernel, observation.vma, scenario.cpu_addr, scenario.size, scenario.attrs);
    break;
  case Call::alloc_pages:
    observation.page = alloc_pages<M>(defect, kernel, scenario.size, observation.dma_handle,
                                      scenario.direction, scenario.gfp);
    break;
  case Call::free_pages:
    free_pages<M>(defect, kernel, scenario.size, Page<M>::of(scenario.page), scenario.dma_handle,
                  scenario.direction);
    break;
  }
}

} // namespace

void observe(const Defect &defect, const StoredScenario &stored, StoredObservation &observation) {
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    run(defect, convert_scenario<M>(stored), narrow);
    convert_observation(narrow, observation);
  });
}

std::vector<std::string_view> violated_clauses(PropertyIndex property, const StoredScenario &stored,
                                               const StoredObservation &observation) {
  std::vector<std::string_view> violated;
  if (!judges(catalogue()[property], observation.completion))
    return violated;
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    convert_observation(observation, narrow);
    const Judgement<M> judgement = judge<M>(property, convert_scenario<M>(stored), narrow);
    for (const auto &clause : judgement.clauses()) {
      if (!clause.holds)
        violated.push_back(clause.id);
    }
  });
  return violated;
}

bool in_contract(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    return all_hold<M>(contract_of(stored.call), convert_scenario<M>(stored));
  });
}

} // namespace dma_verify::broken_models
