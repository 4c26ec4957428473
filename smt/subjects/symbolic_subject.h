// SPDX-License-Identifier: GPL-2.0-only
// What solvers are asked about: a subject that runs on terms, and on machine words too, where what
// solvers say is run. Proofs, smallest scenarios and shortest sequences take it from here.
#pragma once

#include "properties/mutant.h"
#include "properties/sequences/player.h"
#include "smt/obligations/claims/failing_set.h"
#include "smt/obligations/claims/sequence_claim.h"
#include "smt/obligations/proof_job.h"
#include "smt/subjects/history.h"
#include "smt/symbolic/machines.h"

#include <functional>
#include <string>
#include <vector>

namespace dma_verify::smt {

struct SymbolicSubject;

// What can come before a call of a compiled file, for a job with a build.
struct FileHistories {
  // From short ones to rounds of calls; of rounds it is not known yet how far their forms are
  // right.
  std::function<std::vector<History>(const ProofJob &)> of_job{};
  std::function<RoundStep(const ProofJob &, const History &)> round_step{};
  // Calls after the history.
  std::function<SymbolicSubject(const ProofJob &, const History &)> after{};
  // Of a known history: its calls, with all that they were given, and in words.
  std::function<EarlierCalls(const ProofJob &, const History &)> told{};
};

struct SymbolicSubject {
  OfEachMachine<Run> run;            // on terms
  std::function<ObserveCall()> open; // on machine words: a fresh instance
  // Its calls are of the declared path classes, and its cases have the labels of properties.
  bool has_path_classes = false;
  std::function<bool(const ProofJob &)> has_job; // the job can be asked of it, and says something
  std::string not_asked{};                       // what no such job looks at; empty if nothing
  // Whose loops no proof follows: there is no job about them.
  std::vector<HelperId> left_out{};
  Folding folding = Folding::on; // of the terms of its claims (can_be_unfolded)
  // Of a compiled file: which choices of the finite answers can occur (null: all), in which ways it
  // was compiled for a job, and the subject that one of these ways is.
  std::function<bool(const StoredScenario &)> can_occur{};
  std::function<std::vector<std::string>(const ProofJob &)> builds{};
  std::function<SymbolicSubject(const std::string &build)> of_build{};
  std::function<SymbolicSubject(const std::string &build)> first_call{}; // after the start
  FileHistories histories{};
  // The names of the static variables on which a job with a build can depend.
  std::function<std::vector<std::string>(const ProofJob &)> statics{};
  // Of a job with a build: SHA-256 of all that its claim can depend on of the file and of how it
  // was compiled, and not of this program.
  std::function<std::string(const ProofJob &)> code_sha256{};
  std::string compiler{}; // that made it: its name, version and options
};

// The modelled helpers, and a mutant of them.
SymbolicSubject symbolic_model();
SymbolicSubject symbolic_mutant(const Mutant &mutant);

// All claims that are made together with a job, as terms, on the machine of its architecture.
std::vector<Obligation> explore(const SymbolicSubject &subject, const ProofJob &job);
// The claims "no call is of this class", for each path class of the job's helper, under the
// contract and what else the job assumes.
std::vector<Obligation> explore_path_classes(const SymbolicSubject &subject, const ProofJob &job);
// The rules of a property of sequences, for some choices of what is called.
std::vector<Obligation> explore_sequences(const SymbolicSubject &subject,
                                          const SequenceQuestion &question);
// All scenarios that fail in one way: explores the subject on each choice of the finite fields.
// Throws ExplorationError if it has too many paths.
FailingSet failing_set_of(const SymbolicSubject &subject, const Failure &failure,
                          const Space &space);

} // namespace dma_verify::smt
