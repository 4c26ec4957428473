// SPDX-License-Identifier: GPL-2.0-only
// A solver in a process of its own, given the query's text: the second witness.
#pragma once

#include "smt/solvers/result.h"
#include "smt/terms/query.h"

#include <string>

namespace dma_verify::smt {

// Runs `program` (cvc5, or anything that takes its options) on the query's text; PATH is searched
// if it has no slash. Every way to give no answer is told apart: a program that is missing, dies,
// or prints anything but one answer is an error, never an answer and never another solver's.
Result solve_with_cvc5(const std::string &program, const Query &query, const Limits &limits);

// "cvc5 1.0.3": what the program says of itself; an error says why there is none.
struct SolverVersion {
  std::string version;
  std::string error;
};
SolverVersion cvc5_version(const std::string &program);

} // namespace dma_verify::smt
