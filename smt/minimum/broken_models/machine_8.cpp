// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/broken_models/run.h"
#include "smt/minimum/broken_models/broken_failing.h"
#include "smt/proofs/catalogue_claim.h"

namespace dma_verify::smt {
namespace {
using M = SymbolicMachine<8, 8, 8, 4>;
} // namespace

FailingSet broken_model_set_8(const broken_models::Defect &defect, const Failure &failure,
                              const Space &space) {
  return make_failing_set<M>(failure, space,
                             [&](const Scenario<M> &scenario, Observation<M> &observation) {
                               broken_models::run<M>(defect, scenario, observation);
                             });
}

FailingSet broken_mmap_set_8(Edit edit, const Failure &failure, const Space &space) {
  return make_failing_set<M>(failure, space,
                             [&](const Scenario<M> &scenario, Observation<M> &observation) {
                               run_broken_mmap<M>(edit, scenario, observation);
                             });
}

std::vector<Obligation> broken_sequences_8(const broken_models::Defect &defect,
                                           const SequenceQuestion &question) {
  return sequence_obligations<M>(question.property, question.choices, question.architecture,
                                 [&](const Scenario<M> &scenario, Observation<M> &seen) {
                                   broken_models::run<M>(defect, scenario, seen);
                                 });
}

std::vector<Obligation> broken_obligations_8(const broken_models::Defect &defect,
                                             const ProofJob &job) {
  Claims<M> claims = catalogue_claims<M>(job.property, job.architecture);
  claims.run = [&](const Scenario<M> &scenario, Observation<M> &observation) {
    broken_models::run<M>(defect, scenario, observation);
  };
  return make_obligations(claims);
}

} // namespace dma_verify::smt
