// SPDX-License-Identifier: GPL-2.0-only
// cvc5, run as a program on the text of the query: the second solver, which must agree with Z3.
// Where a query can be written in integers, cvc5 translates it itself.
#pragma once

#include "smt/solvers/result.h"
#include "smt/terms/query.h"

#include <string>
#include <variant>

namespace dma_verify::smt {

// Runs `program` (searched in PATH if it has no slash) on the query's text. A program that runs too
// long gives `unknown`; one that is missing, dies, or prints anything but one answer is an error.
// No other solver is asked in its place.
Result solve_with_cvc5(const std::string &program, const Query &query, const Limits &limits);

// "cvc5 1.0.3", as the program says of itself.
std::variant<std::string, SolverError> cvc5_version(const std::string &program);

} // namespace dma_verify::smt
