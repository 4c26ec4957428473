// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/proof_result.h"

#include "smt/solvers/cvc5_solver.h"

namespace dma_verify {

std::string_view to_string(ProofResult::Verdict verdict) {
  switch (verdict) {
  case ProofResult::Verdict::proved:
    return "proved";
  case ProofResult::Verdict::falsified:
    return "falsified";
  case ProofResult::Verdict::unknown:
    return "unknown";
  case ProofResult::Verdict::error:
    return "error";
  }
  return "?";
}

std::variant<std::vector<std::string>, smt::SolverError>
solver_names_of(const ProofOptions &options) {
  std::vector<std::string> names;
  if (options.solver != ProofSolver::cvc5)
    names.push_back(smt::z3_version());
  if (options.solver != ProofSolver::z3) {
    const auto version = smt::cvc5_version(options.cvc5_program);
    if (const auto *error = std::get_if<smt::SolverError>(&version))
      return *error;
    names.push_back(std::get<std::string>(version));
  }
  return names;
}

} // namespace dma_verify
