// SPDX-License-Identifier: GPL-2.0-only
// Proof jobs, settled one by one. They are independent of each other; a scheduler may run each in a
// process of its own.
#pragma once

#include "smt/obligations/proof_job.h"
#include "smt/obligations/proof_result.h"
#include "smt/subjects/symbolic_subject.h"

#include <memory>
#include <string>
#include <vector>

namespace dma_verify {

// The job's questions in SMT-LIB 2, as solvers get them. Those in integers are the same questions;
// empty where there is no such reading.
struct ProofText {
  std::string violation;    // unsat if the clause holds
  std::string reachability; // must be sat, or the proof is vacuous
  std::string violation_in_integers{};
  std::string reachability_in_integers{};
  // Of a compiled file: unsat if it is known of each call how it ends.
  std::string unfollowed{};
  std::string unfollowed_in_integers{};
};

// Proves jobs one after the other. Remembers what it explored last: jobs of one property and
// architecture, one after the other, share it.
class Prover {
public:
  Prover();
  // For another subject than the model.
  explicit Prover(smt::SymbolicSubject subject);
  ~Prover();
  Prover(Prover &&) noexcept;
  Prover &operator=(Prover &&) noexcept;

  ProofResult prove(const ProofJob &job, const ProofOptions &options = {});
  ProofText export_smtlib(const ProofJob &job);
  // Key under which a job's result can be stored; computed without a solver: SHA-256 over all texts
  // that solvers may get. The answer also depends on the solvers, their versions and the options.
  std::string query_sha256(const ProofJob &job);

private:
  struct Explored;
  Explored &explored_for(const ProofJob &job);
  // Of a job of a file that does not hold, or not surely, for each value of these static variables:
  // whether calls of the file come to a value for which it is violated. Else it is unknown.
  void look_at_statics(const ProofJob &job, const std::vector<std::string> &statics,
                       const ProofOptions &options, ProofResult &result);
  smt::SymbolicSubject subject_;
  std::unique_ptr<Explored> explored_;
  // What can come before a call of the helper of the last job that needed it.
  struct TriedHistory {
    smt::History history;
    std::unique_ptr<Explored> explored{};
    bool has_no_forms = false; // what they say is not so
  };
  std::vector<TriedHistory> &histories_for(const ProofJob &job);
  bool settle_forms(const ProofJob &job, const ProofOptions &options, TriedHistory &tried) const;
  bool is_violated_after(const ProofJob &job, const ProofOptions &options, TriedHistory &tried,
                         ProofResult &result) const;
  std::vector<TriedHistory> histories_;
  std::string histories_of_;
};

// With a Prover of its own.
ProofResult prove(const ProofJob &job, const ProofOptions &options = {});
ProofText export_smtlib(const ProofJob &job);
std::string query_sha256(const ProofJob &job);

} // namespace dma_verify
