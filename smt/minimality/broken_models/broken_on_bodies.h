// SPDX-License-Identifier: GPL-2.0-only
// For the sources machine_*.cpp: what BrokenOn does.
#pragma once

#include "properties/ops_helpers/mutants/run.h"
#include "smt/minimality/broken_models/broken_on.h"
#include "smt/obligations/claims/catalogue_claim.h"

namespace dma_verify::smt {

template <class M>
FailingSet BrokenOn<M>::failing_set(const broken_models::Defect &defect, const Failure &failure,
                                    const Space &space) {
  return make_failing_set<M>(failure, space,
                             [&](const Scenario<M> &scenario, Observation<M> &observation) {
                               broken_models::run<M>(defect, scenario, observation);
                             });
}

template <class M>
FailingSet BrokenOn<M>::failing_set_of_mmap(Edit edit, const Failure &failure, const Space &space) {
  return make_failing_set<M>(failure, space,
                             [&](const Scenario<M> &scenario, Observation<M> &observation) {
                               run_broken_mmap<M>(edit, scenario, observation);
                             });
}

template <class M>
std::vector<Obligation> BrokenOn<M>::sequences(const broken_models::Defect &defect,
                                               const SequenceQuestion &question) {
  return sequence_obligations<M>(question.property, question.choices, question.architecture,
                                 [&](const Scenario<M> &scenario, Observation<M> &seen) {
                                   broken_models::run<M>(defect, scenario, seen);
                                 });
}

template <class M>
std::vector<Obligation> BrokenOn<M>::obligations(const broken_models::Defect &defect,
                                                 const ProofJob &job) {
  Claims<M> claims = catalogue_claims<M>(job.property, job.architecture);
  claims.run = [&](const Scenario<M> &scenario, Observation<M> &observation) {
    broken_models::run<M>(defect, scenario, observation);
  };
  return make_obligations(claims);
}

} // namespace dma_verify::smt
