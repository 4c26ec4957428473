// SPDX-License-Identifier: GPL-2.0-only
// cvc5 as a program, given the query's own text: the second witness. Where the query has a reading
// in integers, cvc5 makes one by a translation of its own.
#pragma once

#include "smt/solvers/result.h"
#include "smt/terms/query.h"

#include <string>
#include <variant>

namespace dma_verify::smt {

// Runs `program` (searched in PATH if it has no slash) on the query's text. Each way to give no
// answer is told apart: one that runs too long is unknown; one that is missing, dies, or prints
// anything but one answer is an error. Never another solver's answer.
Result solve_with_cvc5(const std::string &program, const Query &query, const Limits &limits);

// "cvc5 1.0.3", as the program says of itself.
std::variant<std::string, SolverError> cvc5_version(const std::string &program);

} // namespace dma_verify::smt
