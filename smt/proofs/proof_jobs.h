// SPDX-License-Identifier: GPL-2.0-only
// Proof jobs: one clause of one property on one architecture, over the model. Jobs are independent
// of each other; a scheduler may run each in a process of its own.
#pragma once

#include "properties/catalogue.h"
#include "smt/certificates/certificate.h"
#include "smt/solvers/z3_solver.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify {

struct ProofJob {
  std::string id; // property:clause@architecture, offset-bounds.no-wrap:length@64-64-64-12
  PropertyIndex property = 0;
  std::string_view clause;
  Architecture architecture{};
};

// Every clause that has a symbolic meaning, on every architecture of the table to which its
// property applies, in the order of the catalogue.
std::vector<ProofJob> all_proof_jobs();

// The same for other rows (small words).
std::vector<ProofJob> proof_jobs_on(std::span<const Architecture> architectures);

enum class ProofSolver : std::uint8_t { z3, cvc5, all }; // all: each must say the same

struct ProofOptions {
  ProofSolver solver = ProofSolver::z3;
  smt::Encoding encoding = smt::Encoding::automatic; // for z3
  smt::Limits limits{};                              // of the job: all its queries together
  std::string cvc5_program = "cvc5";                 // looked up in PATH if it has no slash
  std::vector<std::string> solver_names{};           // solver_names_of(); asked for if empty
  // Given: what the solvers find proved needs a certificate as well, which is made in these files.
  // What is left of the time is then also the limit of its solver, and of its check.
  std::optional<smt::CertificateFiles> certificate{};
};

struct ProofResult {
  enum class Verdict : std::uint8_t {
    proved,
    falsified, // `counterexample` violates the clause on the concrete model too
    unknown,   // a solver gave no answer: `reason`
    error, // vacuous, solvers that disagree, a counterexample that does not replay, ...: `reason`
  };
  Verdict verdict = Verdict::error;
  // Why it is not proved, for programs. unknown: time, memory, gave-up, killed. error: solver (it
  // failed), disagreement, vacuous, replay (a scenario does not do what the solver says),
  // certificate, exploration.
  std::string cause;
  std::string reason; // the same in words; empty for proved
  double seconds = 0;
  std::optional<StoredScenario> counterexample{};
  bool in_contract = false; // the counterexample keeps the whole contract of its call
  // A case of which the clause speaks; shows that the proof is not vacuous.
  std::optional<StoredScenario> witness{};
  std::optional<smt::Certificate> certificate{}; // if one was tried
  std::string query_sha256;
  std::vector<std::string> solvers;     // name and version, as each says of itself
  std::vector<std::string> assumptions; // ids; by construction or asserted
  unsigned answer_choices = 0; // of the environment's finite answers: fault schedules, devices, ...
  unsigned paths = 0;          // explored, over all of these
};

std::string_view to_string(ProofResult::Verdict verdict);

// The solvers that the options ask for, each as it says of itself; or why one cannot be asked.
std::variant<std::vector<std::string>, smt::SolverError>
solver_names_of(const ProofOptions &options);

ProofResult prove(const ProofJob &job, const ProofOptions &options = {});

// The job's questions in SMT-LIB 2, as solvers get them. Those in integers are the same questions;
// empty where there is no such reading.
struct ProofText {
  std::string violation;    // unsat if the clause holds
  std::string reachability; // must be sat, or the proof is vacuous
  std::string violation_in_integers{};
  std::string reachability_in_integers{};
};
ProofText export_smtlib(const ProofJob &job);

// Key under which a job's result can be kept, found without a solver: SHA-256 over all texts that
// solvers may get. An answer also depends on the solvers, their versions and the options.
std::string query_sha256(const ProofJob &job);

} // namespace dma_verify
