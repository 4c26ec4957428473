// SPDX-License-Identifier: GPL-2.0-only
// cvc5, run as a program on the text of the query: the second solver, which must agree with Z3.
// Where a query can be written in integers, cvc5 translates it itself.
#pragma once

#include "smt/solvers/result.h"
#include "smt/terms/query.h"

#include <string>
#include <string_view>
#include <variant>

namespace dma_verify::smt {

// Runs `program` (searched in PATH if it has no slash) on the query's text. A program that runs too
// long gives `unknown`; one that is missing, dies, or prints anything but one answer is an error.
// No other solver is asked in its place.
Result solve_with_cvc5(const std::string &program, const Query &query, const Limits &limits);

// The answer to the query in what the program printed, if it ended well; in anything else an error
// that names the program.
Result answer_in(std::string_view output, const Query &query, const std::string &program);

// "cvc5 1.0.3", as the program says of itself.
std::variant<std::string, SolverError> cvc5_version(const std::string &program);

} // namespace dma_verify::smt
