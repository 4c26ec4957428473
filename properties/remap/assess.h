// SPDX-License-Identifier: GPL-2.0-only
// Runs a reading of the helpers on a scenario, on the machine of its architecture, and judges all
// properties of the helper.
#pragma once

#include "model/kernel/convert.h"
#include "properties/catalogue.h"

namespace dma_verify::remap {

// A clause that does not hold.
struct ViolatedClause {
  std::string_view property;
  std::string_view clause;

  friend bool operator==(const ViolatedClause &, const ViolatedClause &) = default;
};

// All clauses that do not hold of an observation, in the order of the catalogue; of properties
// whose assumptions the scenario keeps, and of the others too if `anywhere`.
template <class M>
std::vector<ViolatedClause> violated_clauses(const Scenario<M> &scenario,
                                             const Observation<M> &observation,
                                             bool anywhere = false) {
  std::vector<ViolatedClause> violated;
  for (PropertyIndex i = 0; i < catalogue().size(); ++i) {
    const PropertyText &property = catalogue()[i];
    if (property.call != scenario.call || !judges(property, observation.completion) ||
        !(anywhere || all_hold<M>(property.assumptions, scenario))) {
      continue;
    }
    const Judgement<M> judgement = judge<M>(i, scenario, observation);
    for (const auto &clause : judgement.clauses()) {
      if (!clause.holds)
        violated.push_back({property.id, clause.id});
    }
  }
  return violated;
}

// The same of a run: run(scenario, observation), for scenarios of any machine.
template <class Run>
std::vector<ViolatedClause> violated_clauses_of(const StoredScenario &stored, Run &&run,
                                                bool anywhere = false) {
  return with_machine(stored.architecture, [&]<class M>() {
    const auto scenario = convert_scenario<M>(stored);
    Observation<M> observation;
    run(scenario, observation);
    return violated_clauses<M>(scenario, observation, anywhere);
  });
}

} // namespace dma_verify::remap
