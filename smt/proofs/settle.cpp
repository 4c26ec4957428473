// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/settle.h"

#include "smt/solvers/cvc5_solver.h"
#include "smt/solvers/z3_solver.h"

namespace dma_verify::smt {
namespace {

using Verdict = ProofResult::Verdict;

ProofResult &end(ProofResult &result, Verdict verdict, std::string reason) {
  result.verdict = verdict;
  result.reason = std::move(reason);
  return result;
}

// One answer out of those of several solvers; two that contradict each other are an error.
Result agreed(const Result &one, const Result &other) {
  const auto is_answer = [](const Result &result) {
    return std::holds_alternative<Unsat>(result) || std::holds_alternative<Sat>(result);
  };
  if (is_answer(one) && is_answer(other) && one.index() != other.index())
    return SolverError{"the solvers disagree: one says sat, the other unsat"};
  if (std::holds_alternative<SolverError>(one))
    return one;
  if (std::holds_alternative<SolverError>(other))
    return other;
  // A model stands for itself once it was checked; unsat needs every solver.
  if (std::holds_alternative<Sat>(one))
    return one;
  if (std::holds_alternative<Sat>(other))
    return other;
  return std::holds_alternative<Unknown>(one) ? one : other;
}

Result ask(const Query &query, const ProofOptions &options) {
  switch (options.solver) {
  case ProofSolver::z3:
    return solve_with_z3(query, options.limits, options.encoding);
  case ProofSolver::cvc5:
    return solve_with_cvc5(options.cvc5_program, query, options.limits);
  case ProofSolver::all:
    break;
  }
  return agreed(solve_with_z3(query, options.limits, options.encoding),
                solve_with_cvc5(options.cvc5_program, query, options.limits));
}

// Names of the solvers that will be asked; false if one of them is not there.
bool name_solvers(const ProofOptions &options, ProofResult &result) {
  if (options.solver != ProofSolver::cvc5)
    result.solvers.push_back(z3_version());
  if (options.solver == ProofSolver::z3)
    return true;
  const auto version = cvc5_version(options.cvc5_program);
  if (const auto *error = std::get_if<SolverError>(&version)) {
    end(result, Verdict::error, error->message);
    return false;
  }
  result.solvers.push_back(std::get<std::string>(version));
  return true;
}

} // namespace

ProofResult settle(const Obligation &obligation, const Replay &replay,
                   const ProofOptions &options) {
  ProofResult result;
  result.paths = obligation.paths;
  result.schedules = static_cast<unsigned>(obligation.cases.size());
  for (const std::string &line : obligation.assumption_lines)
    result.assumptions.push_back(line.substr(0, line.find(':')));
  if (!name_solvers(options, result))
    return result;

  const Query reachability = reachability_query(obligation);
  const Result reachable = ask(reachability, options);
  if (std::holds_alternative<Unsat>(reachable))
    return end(result, Verdict::error, "vacuous: there is no case of which the clause speaks");
  if (const auto *unknown = std::get_if<Unknown>(&reachable))
    return end(result, Verdict::unknown, unknown->message + ", asked for a case to speak of");
  if (const auto *error = std::get_if<SolverError>(&reachable))
    return end(result, Verdict::error, error->message);
  result.witness = scenario_of_model(obligation, reachability, std::get<Sat>(reachable).model);
  if (!result.witness)
    return end(result, Verdict::error, "the solver's model is none: it fails when evaluated");
  if (!replay(*result.witness).in_assumptions) {
    return end(result, Verdict::error,
               "a case to speak of breaks the assumptions when it is replayed");
  }

  const Query violation = violation_query(obligation);
  const Result answer = ask(violation, options);
  if (std::holds_alternative<Unsat>(answer))
    return end(result, Verdict::proved, {});
  if (const auto *unknown = std::get_if<Unknown>(&answer))
    return end(result, Verdict::unknown, unknown->message);
  if (const auto *error = std::get_if<SolverError>(&answer))
    return end(result, Verdict::error, error->message);
  const auto counterexample = scenario_of_model(obligation, violation, std::get<Sat>(answer).model);
  if (!counterexample)
    return end(result, Verdict::error, "the solver's model is none: it fails when evaluated");
  const Replayed replayed = replay(*counterexample);
  if (!replayed.in_assumptions || !replayed.violates) {
    return end(result, Verdict::error,
               "the solver's counterexample does not violate the clause when it is replayed");
  }
  result.counterexample = counterexample;
  return end(result, Verdict::falsified, "the clause is violated");
}

} // namespace dma_verify::smt
