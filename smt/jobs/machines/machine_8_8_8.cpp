// SPDX-License-Identifier: GPL-2.0-only
#include "model/run_model.h"
#include "smt/jobs/machines/explore_on.h"
#include "smt/minimality/failing_set.h"
#include "smt/minimality/sequence_minimum.h"

namespace dma_verify::smt {

std::vector<Obligation> explore_8_8_8(const ProofJob &job) {
  return explore_on<SymbolicMachine<8, 8, 8, 4>>(job);
}

std::vector<Obligation> path_classes_8_8_8(const ProofJob &job) {
  return path_classes_on<SymbolicMachine<8, 8, 8, 4>>(job);
}

FailingSet failing_set_8_8_8(const Failure &failure, const Space &space) {
  using M = SymbolicMachine<8, 8, 8, 4>;
  return make_failing_set<M>(failure, space,
                             [](const Scenario<M> &scenario, Observation<M> &observation) {
                               run_model(scenario, observation);
                             });
}

std::vector<Obligation> sequences_8_8_8(const SequenceQuestion &question) {
  using M = SymbolicMachine<8, 8, 8, 4>;
  return sequence_obligations<M>(
      question.property, question.choices, question.architecture,
      [](const Scenario<M> &scenario, Observation<M> &seen) { run_model(scenario, seen); });
}

} // namespace dma_verify::smt
