// SPDX-License-Identifier: GPL-2.0-only
// The value of a term for given values of its variables: checks a solver's model without the
// solver.
#pragma once

#include "smt/terms/term.h"

#include <map>
#include <string>
#include <vector>

namespace dma_verify::smt {

// Values of variables by name; a variable that is missing is 0.
using Assignment = std::map<std::string, Uint128, std::less<>>;

// Evaluates terms of one pool under one assignment; remembers what it has seen.
class Evaluator {
public:
  explicit Evaluator(const Assignment &assignment) : assignment_(assignment) {}

  // A word's number; 0 or 1 for a truth value.
  Uint128 operator()(Term term);

private:
  const Assignment &assignment_;
  std::vector<Uint128> values_;
  std::vector<bool> known_;
};

} // namespace dma_verify::smt
