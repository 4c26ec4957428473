// SPDX-License-Identifier: GPL-2.0-only
// Proof jobs: one clause of one property on one architecture; or one path class of a
// helper, or one label of a property, that can or cannot occur on that architecture. Jobs are
// independent of each other; a scheduler may run each in a process of its own.
#pragma once

#include "properties/catalogue.h"
#include "smt/certificates/certificate.h"
#include "smt/jobs/symbolic_subject.h"
#include "smt/solvers/z3_solver.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify {

// What a job settles.
enum class ProofKind : std::uint8_t {
  clause,     // a clause of the catalogue holds
  path_class, // a path class of a helper is possible inside the contract, or is not
  label,      // the same of a label of a property, inside its assumptions
  sequence,   // a rule holds in all sequences of calls of a property
};

struct ProofJob {
  std::string id; // property_id:clause@architecture: offset-bounds.no-wrap:length@64-64-64-12
  std::string property_id; // of the catalogue, or reachability.CALL or .PROPERTY, sequence.NAME
  std::string clause;      // or the class, or the label with - for blanks
  ProofKind kind = ProofKind::clause;
  PropertyIndex property = 0; // of a clause or label
  HelperId call{};
  Architecture architecture{};
};

// The id of the job for this clause.
std::string job_id(std::string_view property, std::string_view clause, const Architecture &row);

// The clause of a job of kind path_class which says that each call is of one of the classes.
inline constexpr std::string_view kCoveredClause = "covered";

// Every clause that can be proved, on every architecture of the table to which its property
// applies, in the order of the catalogue; then every path class of every helper and every label of
// these properties.
std::vector<ProofJob> all_proof_jobs();

// The same for other rows (small words).
std::vector<ProofJob> proof_jobs_on(std::span<const Architecture> architectures);

// For a job about a path class or label: whether it claims that there is such a call.
bool claims_reachable(const ProofJob &job);

// What the class, label or clause says.
std::string statement_of(const ProofJob &job);

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
  // Why it is not proved, for programs. unknown: time, memory, gave-up, killed. error: solver (it
  // failed), disagreement, vacuous, replay (a scenario does not do what the solver says),
  // certificate, exploration.
  std::string cause;
  std::string reason; // the same in words; of a proof only how a class of calls was settled
  double seconds = 0;
  std::optional<StoredScenario> counterexample{};
  bool in_contract = false; // the counterexample keeps the whole contract of its call
  // A case of which the clause speaks; shows that the proof is not vacuous.
  std::optional<StoredScenario> witness{};
  std::optional<smt::Certificate> certificate{}; // if one was tried
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

// The job's questions in SMT-LIB 2, as solvers get them. Those in integers are the same questions;
// empty where there is no such reading.
struct ProofText {
  std::string violation;    // unsat if the clause holds
  std::string reachability; // must be sat, or the proof is vacuous
  std::string violation_in_integers{};
  std::string reachability_in_integers{};
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
  smt::SymbolicSubject subject_;
  std::unique_ptr<Explored> explored_;
};

// With a Prover of its own.
ProofResult prove(const ProofJob &job, const ProofOptions &options = {});
ProofText export_smtlib(const ProofJob &job);
std::string query_sha256(const ProofJob &job);

} // namespace dma_verify
