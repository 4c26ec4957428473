// SPDX-License-Identifier: GPL-2.0-only
#include "properties/model_subject.h"

#include "model/kernel/convert.h"
#include "model/run_model.h"

#include <algorithm>

namespace dma_verify {
namespace {

template <class M>
Assessment assess_on(PropertyIndex property, const Scenario<M> &scenario,
                     const Observation<M> &observation) {
  const PropertyText &text = catalogue()[property];
  Assessment assessment;
  assessment.in_contract = all_hold<M>(text.assumptions, scenario);
  assessment.completion = observation.completion;
  assessment.judged = judges(text, observation.completion);
  if (!assessment.judged)
    return assessment;
  assessment.violated_clause = judge<M>(property, scenario, observation).first_violated();
  assessment.labels = labels_of<M>(property, scenario, observation);
  return assessment;
}

} // namespace

Assessment assess_model(PropertyIndex property, const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    Observation<M> observation;
    observation.trace.reserve(8);
    run_model(scenario, observation);
    return assess_on<M>(property, scenario, observation);
  });
}

bool model_violates(PropertyIndex property, std::string_view clause, const StoredScenario &stored) {
  StoredObservation observation;
  observe_model(stored, observation);
  return violates(property, clause, stored, observation);
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

bool violates(PropertyIndex property, std::string_view clause, const StoredScenario &stored,
              const StoredObservation &observation) {
  const auto violated = violated_clauses(property, stored, observation);
  return std::ranges::find(violated, clause) != violated.end();
}

Assessment assess(PropertyIndex property, const StoredScenario &stored,
                  const StoredObservation &observation) {
  return with_machine(stored.architecture, [&]<class M>() {
    if constexpr (std::is_same_v<M, WidestMachine>) {
      return assess_on<M>(property, stored, observation);
    } else {
      Observation<M> narrow;
      convert_observation(stored.call, observation, narrow);
      return assess_on<M>(property, convert_scenario<M>(stored), narrow);
    }
  });
}

void observe_model(const StoredScenario &stored, StoredObservation &observation) {
  with_machine(stored.architecture, [&]<class M>() {
    if constexpr (std::is_same_v<M, WidestMachine>) {
      run_model(stored, observation);
    } else {
      Observation<M> narrow;
      run_model(convert_scenario<M>(stored), narrow);
      convert_observation(stored.call, narrow, observation);
    }
  });
}

} // namespace dma_verify
