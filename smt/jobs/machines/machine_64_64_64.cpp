// SPDX-License-Identifier: GPL-2.0-only
#include "model/run_model.h"
#include "smt/jobs/machines/explore_on.h"
#include "smt/minimality/failing_set.h"
#include "smt/minimality/sequence_minimum.h"

namespace dma_verify::smt {

std::vector<Obligation> explore_64_64_64(const ProofJob &job) {
  return explore_on<SymbolicMachine<64, 64, 64, 32>>(job);
}

std::vector<Obligation> path_classes_64_64_64(const ProofJob &job) {
  return path_classes_on<SymbolicMachine<64, 64, 64, 32>>(job);
}

FailingSet failing_set_64_64_64(const Failure &failure, const Space &space) {
  using M = SymbolicMachine<64, 64, 64, 32>;
  return make_failing_set<M>(failure, space,
                             [](const Scenario<M> &scenario, Observation<M> &observation) {
                               run_model(scenario, observation);
                             });
}

std::vector<Obligation> sequences_64_64_64(const SequenceQuestion &question) {
  using M = SymbolicMachine<64, 64, 64, 32>;
  return sequence_obligations<M>(
      question.property, question.choices, question.architecture,
      [](const Scenario<M> &scenario, Observation<M> &seen) { run_model(scenario, seen); });
}

} // namespace dma_verify::smt
