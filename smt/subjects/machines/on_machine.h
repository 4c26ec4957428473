// SPDX-License-Identifier: GPL-2.0-only
// What is compiled once for each symbolic machine, in a source of its own, machine_*.cpp, so that
// they are compiled in parallel.
#pragma once

#include "properties/mutant.h"
#include "smt/ir/machines/on_machine.h"
#include "smt/obligations/claims/failing_set.h"
#include "smt/obligations/claims/sequence_claim.h"
#include "smt/obligations/obligation.h"
#include "smt/obligations/proof_job.h"
#include "smt/subjects/history.h"
#include "smt/symbolic/machines.h"

#include <vector>

namespace dma_verify::smt {

// Of a compiled file: which claims about a helper are made together, and which choices of the
// finite answers can occur; null: all.
struct FileClaims {
  std::function<bool(const ProofJob &)> has_job{};
  CanOccur can_occur{};
};

template <class M> struct OnMachine {
  // Subjects.
  static Run<M> model();
  static Run<M> mutant(const Mutant &mutant);

  // Of a compiled file (after_history.h).
  static Run<M> after(const std::function<ir::Session<M>()> &open, const History &history);
  static RoundStep step(const std::function<ir::Session<M>()> &open, const History &history);

  // Claims of it (symbolic_subject.h).
  static std::vector<Obligation> claims(const Run<M> &run, const ProofJob &job, Folding folding,
                                        const FileClaims &of_file);
  static std::vector<Obligation> path_classes(const Run<M> &run, const ProofJob &job);
  static std::vector<Obligation> sequences(const Run<M> &run, const SequenceQuestion &question);
  static FailingSet failing_set(const Run<M> &run, const Failure &failure, const Space &space,
                                const CanOccur &can_occur);
};

} // namespace dma_verify::smt
