// SPDX-License-Identifier: GPL-2.0-only
// Reads a formula in DIMACS CNF. Strict: the numbers in the header must be right.
#pragma once

#include "smt/certificates/check/clause.h"

#include <string_view>

namespace rup_checker {

struct Formula {
  Literal variables = 0; // numbered from 1
  std::vector<Clause> clauses;
};

// Comment lines may stand before the header only.
std::variant<Formula, Malformed> read_formula(std::string_view text);

} // namespace rup_checker
