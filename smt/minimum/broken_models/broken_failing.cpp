// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimum/broken_models/broken_failing.h"

#include "model/kernel/convert.h"
#include "properties/model_subject.h"

#include <stdexcept>

namespace dma_verify::smt {
namespace {

using Minimize = std::function<StoredScenario(const StoredScenario &)>;

template <class Subject, class Of64, class Of32, class Of8>
FailingSet on_machine(const Subject &subject, const Failure &failure, const Space &space,
                      Of64 *of_64, Of32 *of_32, Of8 *of_8) {
  const Architecture &row = failure.architecture;
  if (row.word_bits == 64)
    return of_64(subject, failure, space);
  if (row.word_bits == 8)
    return of_8(subject, failure, space);
  if (row.phys_bits == 32 && row.dma_bits == 32)
    return of_32(subject, failure, space);
  throw std::logic_error("no symbolic broken models on " + architecture_id(row));
}

} // namespace

std::string_view clause_of_broken_mmap(Edit edit, PropertyIndex property,
                                       const StoredScenario &stored) {
  StoredObservation observation;
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    run_broken_mmap<M>(edit, convert_scenario<M>(stored), narrow);
    convert_observation(narrow, observation);
  });
  const Assessment assessment = assess(property, stored, observation);
  return assessment.judged ? assessment.violated_clause : std::string_view();
}

Failing failing_broken_model(const broken_models::Defect &defect, const Failure &failure,
                             const Minimize &minimize) {
  Failing failing;
  failing.failure = failure;
  failing.minimize = minimize;
  failing.failing_set = [&defect, failure](const Space &space) {
    return on_machine(defect, failure, space, &broken_model_set_64, &broken_model_set_32,
                      &broken_model_set_8);
  };
  failing.fails = [&defect, failure](const StoredScenario &scenario) {
    if (!is_inside(failure, scenario))
      return false;
    StoredObservation observation;
    broken_models::observe(defect, scenario, observation);
    const Assessment assessment = assess(failure.property, scenario, observation);
    return assessment.judged && assessment.violated_clause == failure.clause;
  };
  return failing;
}

Failing failing_broken_mmap(Edit edit, const Failure &failure, const Minimize &minimize) {
  Failing failing;
  failing.failure = failure;
  failing.minimize = minimize;
  failing.failing_set = [edit, failure](const Space &space) {
    return on_machine(edit, failure, space, &broken_mmap_set_64, &broken_mmap_set_32,
                      &broken_mmap_set_8);
  };
  failing.fails = [edit, failure](const StoredScenario &scenario) {
    return is_inside(failure, scenario) &&
           clause_of_broken_mmap(edit, failure.property, scenario) == failure.clause;
  };
  return failing;
}

} // namespace dma_verify::smt
