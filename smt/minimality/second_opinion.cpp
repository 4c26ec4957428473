// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/second_opinion.h"

#include "smt/solvers/cvc5_solver.h"
#include "smt/solvers/z3_solver.h"

namespace dma_verify::smt {
namespace {

using Clock = std::chrono::steady_clock;

std::string verdict_of(const Result &result) {
  if (std::holds_alternative<Unsat>(result))
    return "unsat";
  if (std::holds_alternative<Sat>(result))
    return "sat";
  return std::holds_alternative<Unknown>(result) ? "unknown" : "error";
}

template <class Ask> Result timed(const std::string &name, SettledQuery &settled, const Ask &ask) {
  const auto start = Clock::now();
  Result result = ask();
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  settled.answers.push_back({name, verdict_of(result), elapsed.count()});
  return result;
}

} // namespace

std::variant<Solvers, SolverError> find_solvers(const std::string &cvc5_program) {
  Solvers solvers;
  solvers.z3_name = z3_version();
  solvers.cvc5_program = cvc5_program;
  if (cvc5_program.empty())
    return solvers;
  const auto version = cvc5_version(cvc5_program);
  if (const auto *error = std::get_if<SolverError>(&version))
    return *error;
  solvers.cvc5_name = std::get<std::string>(version);
  return solvers;
}

Result ask_both(const Query &query, const Solvers &solvers, SettledQuery &settled) {
  settled = {};
  settled.name = query.name;
  settled.text = to_smtlib(query);
  settled.sha256 = sha256(settled.text);
  Result first =
      timed(solvers.z3_name, settled, [&] { return solve_with_z3(query, solvers.limits); });
  if (!std::holds_alternative<Unsat>(first) || solvers.cvc5_program.empty())
    return first;
  return timed(solvers.cvc5_name, settled,
               [&] { return solve_with_cvc5(solvers.cvc5_program, query, solvers.limits); });
}

std::string reason_of(const Result &result) {
  if (const auto *unknown = std::get_if<Unknown>(&result))
    return unknown->message;
  if (const auto *error = std::get_if<SolverError>(&result))
    return error->message;
  return "";
}

} // namespace dma_verify::smt
