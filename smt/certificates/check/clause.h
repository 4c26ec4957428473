// SPDX-License-Identifier: GPL-2.0-only
// Literals and clauses as they stand in the checker's two input files. This folder uses the
// standard library alone: the checker must not share code with what it checks.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace rup_checker {

// DIMACS: a variable's number, negative if negated; never 0.
using Literal = int;
using Clause = std::vector<Literal>;

// An input file is malformed: a message that says where.
struct Malformed {
  std::string message;
};

// Larger inputs are refused, so that a wrong header does not use up all memory.
constexpr Literal kMaxVariable = 1 << 26;

} // namespace rup_checker
