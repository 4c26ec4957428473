// SPDX-License-Identifier: GPL-2.0-only
// How a claim is to be settled, and what came of it.
#pragma once

#include "model/kernel/trace.h"
#include "smt/certificates/certificate.h"
#include "smt/obligations/earlier_calls.h"
#include "smt/solvers/z3_solver.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify {

enum class ProofSolver : std::uint8_t { z3, cvc5, all }; // all: each must say the same

struct ProofOptions {
  ProofSolver solver = ProofSolver::z3;
  smt::Encoding encoding = smt::Encoding::automatic; // for z3
  smt::Limits limits{};                              // of the job: all its queries together
  std::string cvc5_program = "cvc5";                 // looked up in PATH if it has no slash
  std::vector<std::string> solver_names{};           // solver_names_of(); asked for if empty
  // If given, a proof also needs a certificate, which is made in these files. Making and checking
  // it must each end in what is left of the time.
  std::optional<smt::CertificateFiles> certificate{};
  // Whether to find out which assumptions a proof uses.
  bool find_used_assumptions = true;
};

// How many path classes of a helper are declared possible on the architecture, and how many of them
// the assumptions of a proof leave possible, each shown by a call that was run.
struct PathClassCount {
  unsigned reached = 0;
  unsigned declared = 0;

  friend bool operator==(const PathClassCount &, const PathClassCount &) = default;
};

struct ProofResult {
  enum class Verdict : std::uint8_t {
    proved,
    falsified, // `counterexample` violates the clause on the concrete model too
    unknown,   // a solver gave no answer: `reason`
    error, // vacuous, solvers that disagree, a counterexample that does not replay, ...: `reason`
  };
  Verdict verdict = Verdict::error;
  // Why it is not proved, for programs. unknown: time, memory, gave-up, killed; of a compiled file
  // also unsupported (a call cannot be followed, `reason` says where) and certificate (there is
  // none that each call can be followed). error: solver (it
  // failed), disagreement, vacuous, replay (a scenario does not do what the solver says),
  // certificate, exploration.
  std::string cause;
  std::string reason; // the same in words; of a proof only how a class of calls was settled
  double seconds = 0;
  std::optional<StoredScenario> counterexample{};
  // Of a compiled file: what came before the counterexample, if that matters; and calls after it.
  EarlierCalls earlier{};
  std::function<void(const StoredScenario &, StoredObservation &)> observe_after{};
  bool in_contract = false; // the counterexample keeps the whole contract of its call
  // A case of which the clause speaks; shows that the proof is not vacuous.
  std::optional<StoredScenario> witness{};
  std::optional<smt::Certificate> certificate{}; // if one was tried
  // What shows the verdict; empty unless it is proved or the opposite of a declared class.
  std::vector<smt::Witness> witnesses{};
  std::string query_sha256;
  std::vector<std::string> solvers;     // name and version, as each prints them
  std::vector<std::string> assumptions; // ids; by construction or asserted
  // The assumptions that the proof needs: without each of them there is a violation, which was run.
  // Nothing if that was not asked for or not found out.
  std::optional<std::vector<std::string>> used_assumptions{};
  // Nothing if the claim itself is that there is a call, or is about sequences.
  std::optional<PathClassCount> path_classes{};
  unsigned answer_choices = 0; // of the environment's finite answers: fault schedules, devices, ...
  unsigned paths = 0;          // explored, over all of these
};

std::string_view to_string(ProofResult::Verdict verdict);

// Name and version of the solvers that the options ask for, as each prints them; or why one cannot
// be asked.
std::variant<std::vector<std::string>, smt::SolverError>
solver_names_of(const ProofOptions &options);

} // namespace dma_verify
