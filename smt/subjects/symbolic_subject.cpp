// SPDX-License-Identifier: GPL-2.0-only
#include "smt/subjects/symbolic_subject.h"

#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "smt/subjects/machines/on_machine.h"

namespace dma_verify::smt {
namespace {

// runs(OnMachine<M>()) for each machine M.
template <class... M, class Runs> std::tuple<Run<M>...> each(std::tuple<Run<M>...>, Runs &&runs) {
  return {runs(OnMachine<M>())...};
}

} // namespace

SymbolicSubject symbolic_model() {
  const auto runs = []<class M>(OnMachine<M>) { return OnMachine<M>::model(); };
  return {each(OfEachMachine<Run>(), runs), [] { return ObserveCall(&observe_model); }, true,
          [](const ProofJob &) { return true; }};
}

SymbolicSubject symbolic_mutant(const Mutant &mutant) {
  const auto runs = [&]<class M>(OnMachine<M>) { return OnMachine<M>::mutant(mutant); };
  const auto open = [&mutant] {
    return ObserveCall([&mutant](const StoredScenario &scenario, StoredObservation &observation) {
      observe_mutant(mutant, scenario, observation);
    });
  };
  return {each(OfEachMachine<Run>(), runs), open, false,
          [&mutant](const ProofJob &job) {
            return job.kind == ProofKind::clause && job.call == mutant.call;
          },
          "the helpers that the mutant does not change, and ways through them"};
}

std::vector<Obligation> explore(const SymbolicSubject &subject, const ProofJob &job) {
  return with_symbolic_machine(job.architecture, [&]<class M>() {
    return OnMachine<M>::claims(std::get<Run<M>>(subject.run), job, subject.folding,
                                {subject.has_job, subject.can_occur});
  });
}

std::vector<Obligation> explore_path_classes(const SymbolicSubject &subject, const ProofJob &job) {
  return with_symbolic_machine(job.architecture, [&]<class M>() {
    return OnMachine<M>::path_classes(std::get<Run<M>>(subject.run), job);
  });
}

std::vector<Obligation> explore_sequences(const SymbolicSubject &subject,
                                          const SequenceQuestion &question) {
  return with_symbolic_machine(question.architecture, [&]<class M>() {
    return OnMachine<M>::sequences(std::get<Run<M>>(subject.run), question);
  });
}

FailingSet failing_set_of(const SymbolicSubject &subject, const Failure &failure,
                          const Space &space) {
  return with_symbolic_machine(failure.architecture, [&]<class M>() {
    return OnMachine<M>::failing_set(std::get<Run<M>>(subject.run), failure, space,
                                     subject.can_occur);
  });
}

} // namespace dma_verify::smt
