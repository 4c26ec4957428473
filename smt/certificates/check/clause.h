// SPDX-License-Identifier: GPL-2.0-only
// Literals and clauses as the checker's two input files spell them. This folder depends on the
// standard library alone: what it accepts must not rest on the code whose claims it checks.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace rup_checker {

// DIMACS: a variable's number, negative if negated; never 0.
using Literal = int;
using Clause = std::vector<Literal>;

// An input file that is not what it should be; in words, with the place.
struct Malformed {
  std::string message;
};

// Larger inputs are refused, so that a broken header does not take all memory.
constexpr Literal kMaxVariable = 1 << 26;

} // namespace rup_checker
