// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/broken_models/broken_failing.h"

#include "model/kernel/convert.h"
#include "properties/model_subject.h"
#include "smt/minimality/broken_models/broken_on.h"

#include <stdexcept>

namespace dma_verify::smt {
namespace {

using Minimize = std::function<StoredScenario(const StoredScenario &)>;

// The function of the row's machine.
template <class Function>
Function *on_machine(const Architecture &row, Function *of_64, Function *of_32, Function *of_8) {
  if (row.word_bits == 64)
    return of_64;
  if (row.word_bits == 8)
    return of_8;
  if (row.phys_bits == 32 && row.dma_bits == 32)
    return of_32;
  throw std::logic_error("no symbolic broken models on " + architecture_id(row));
}

} // namespace

std::string_view clause_of_broken_mmap(Edit edit, PropertyIndex property,
                                       const StoredScenario &stored) {
  StoredObservation observation;
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    run_broken_mmap<M>(edit, convert_scenario<M>(stored), narrow);
    convert_observation(stored.call, narrow, observation);
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
    return on_machine(failure.architecture, &BrokenOn64::failing_set, &BrokenOn32::failing_set,
                      &BrokenOn8::failing_set)(defect, failure, space);
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

ProofSubject broken_proofs(const broken_models::Defect &defect) {
  ProofSubject subject;
  subject.explore = [&defect](const ProofJob &job) {
    return on_machine(job.architecture, &BrokenOn64::obligations, &BrokenOn32::obligations,
                      &BrokenOn8::obligations)(defect, job);
  };
  subject.observe = [&defect](const StoredScenario &scenario, StoredObservation &observation) {
    broken_models::observe(defect, scenario, observation);
  };
  return subject;
}

SequenceSubject broken_sequences(const broken_models::Defect &defect) {
  SequenceSubject subject;
  subject.obligations = [&defect](const SequenceQuestion &question) {
    return on_machine(question.architecture, &BrokenOn64::sequences, &BrokenOn32::sequences,
                      &BrokenOn8::sequences)(defect, question);
  };
  subject.open = [&defect] {
    return ObserveCall([&defect](const StoredScenario &scenario, StoredObservation &observation) {
      broken_models::observe(defect, scenario, observation);
    });
  };
  return subject;
}

Failing failing_broken_mmap(Edit edit, const Failure &failure, const Minimize &minimize) {
  Failing failing;
  failing.failure = failure;
  failing.minimize = minimize;
  failing.failing_set = [edit, failure](const Space &space) {
    return on_machine(failure.architecture, &BrokenOn64::failing_set_of_mmap,
                      &BrokenOn32::failing_set_of_mmap,
                      &BrokenOn8::failing_set_of_mmap)(edit, failure, space);
  };
  failing.fails = [edit, failure](const StoredScenario &scenario) {
    return is_inside(failure, scenario) &&
           clause_of_broken_mmap(edit, failure.property, scenario) == failure.clause;
  };
  return failing;
}

} // namespace dma_verify::smt
