// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/mutants/broken_models.h"

#include "model/kernel/convert.h"
#include "properties/ops_helpers/mutants/run.h"

namespace dma_verify::broken_models {

void observe(const Defect &defect, const StoredScenario &stored, StoredObservation &observation) {
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    run(defect, convert_scenario<M>(stored), narrow);
    convert_observation(stored.call, narrow, observation);
  });
}

std::vector<std::string_view> violated_clauses(PropertyIndex property, const StoredScenario &stored,
                                               const StoredObservation &observation) {
  std::vector<std::string_view> violated;
  if (!judges(catalogue()[property], observation.completion))
    return violated;
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    convert_observation(stored.call, observation, narrow);
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
