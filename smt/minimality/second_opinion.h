// SPDX-License-Identifier: GPL-2.0-only
// One question to both solvers, with what each answered.
#pragma once

#include "smt/minimality/proved_facts.h"
#include "smt/solvers/result.h"
#include "smt/terms/query.h"

#include <chrono>
#include <string>
#include <variant>

namespace dma_verify::smt {

// The solvers that are asked, and for how long.
struct Solvers {
  Limits limits{std::chrono::milliseconds{10000}, 2048}; // of each question
  std::string cvc5_program = "cvc5"; // looked up in PATH if it has no slash; empty: Z3 alone
  std::string z3_name{};             // "z3 4.8.12"
  std::string cvc5_name{};
};

// With the names and versions that they print; an error if one cannot be run.
std::variant<Solvers, SolverError> find_solvers(const std::string &cvc5_program = "cvc5");

// Asks Z3, and if Z3 says unsat, cvc5 too. Unsat needs both; a model of either gives Sat, which the
// caller must check. Stores text, hash and answers in `settled`.
Result ask_both(const Query &query, const Solvers &solvers, SettledQuery &settled);

// Why there is no proof; of Unknown and SolverError.
std::string reason_of(const Result &result);

} // namespace dma_verify::smt
