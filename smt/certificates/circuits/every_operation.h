// SPDX-License-Identifier: GPL-2.0-only
// For the tests of circuits: terms of every operation, and what a formula says of given inputs.
#pragma once

#include "smt/certificates/circuits/cnf_gates.h"
#include "smt/terms/evaluate.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dma_verify::smt {

// All operations, in the order of their declaration.
inline std::vector<Op> every_op() {
  std::vector<Op> ops;
  for (unsigned op = 0; op <= static_cast<unsigned>(Op::choice); ++op)
    ops.push_back(static_cast<Op>(op));
  return ops;
}

// Terms with this operation on top, of the words x and y of this width and of the truth values p, q
// and r, in all its shapes: which bits are cut out, how far a word is extended, words or truth
// values.
inline std::vector<Term> terms_of(Op op, unsigned width, TermPool &pool) {
  const Term x = pool.variable("x", width);
  const Term y = pool.variable("y", width);
  const Term p = pool.variable("p", 0);
  const Term q = pool.variable("q", 0);
  const Term r = pool.variable("r", 0);
  std::vector<Term> terms;
  switch (op) {
  case Op::constant:
    terms = {pool.truth(false), pool.truth(true)};
    for (unsigned value = 0; value < (1U << std::min(width, 4U)); ++value)
      terms.push_back(pool.constant(width, value));
    return terms;
  case Op::variable:
    return {x, p};
  case Op::add:
    return {pool.add(x, y), pool.add(x, x)};
  case Op::subtract:
    return {pool.subtract(x, y)};
  case Op::bit_and:
    return {pool.bit_and(x, y)};
  case Op::bit_or:
    return {pool.bit_or(x, y)};
  case Op::bit_not:
    return {pool.bit_not(x)};
  case Op::shift_left:
  case Op::shift_right:
    terms = {op == Op::shift_left ? pool.shift_left(x, y) : pool.shift_right(x, y)};
    for (unsigned by = 1; by <= width && by < (1U << width); ++by) {
      const Term count = pool.constant(width, by);
      terms.push_back(op == Op::shift_left ? pool.shift_left(x, count)
                                           : pool.shift_right(x, count));
    }
    return terms;
  case Op::extract:
    for (unsigned low = 0; low < width; ++low) {
      for (unsigned taken = low == 0 ? width - 1 : width - low; taken != 0; --taken)
        terms.push_back(pool.extract(x, low, taken));
    }
    return terms;
  case Op::zero_extend:
    return {pool.zero_extend(x, width + 1), pool.zero_extend(x, 2 * width)};
  case Op::equal:
    return {pool.equal(x, y), pool.equal(p, q)};
  case Op::less:
    return {pool.less(x, y)};
  case Op::negation:
    return {pool.negation(p)};
  case Op::conjunction:
    return {pool.conjunction(p, q)};
  case Op::disjunction:
    return {pool.disjunction(p, q)};
  case Op::choice:
    return {pool.choice(p, x, y), pool.choice(p, q, r)};
  }
  return terms;
}

// All values of these variables, which have few bits together.
inline std::vector<Assignment> every_assignment(const std::vector<Term> &variables) {
  std::vector<Assignment> all = {{}};
  for (const Term variable : variables) {
    std::vector<Assignment> longer;
    for (const Assignment &one : all) {
      for (unsigned value = 0; value < 1U << std::max(variable.width(), 1U); ++value) {
        longer.push_back(one);
        longer.back()[std::string(variable.name())] = value;
      }
    }
    all = std::move(longer);
  }
  return all;
}

// The values of all variables of a formula when those of some literals are given, as far as unit
// propagation tells: the values that gates have for these inputs.
class PropagatedValues {
public:
  explicit PropagatedValues(const Cnf &cnf)
      : cnf_(cnf), values_(static_cast<std::size_t>(cnf.variables) + 1) {}

  void set(Literal literal, bool value) { values_[index(literal)] = value == (literal > 0); }

  // Whether every variable then has a value and every clause holds: the inputs are possible, and
  // they leave no choice.
  bool propagate() {
    for (bool changed = true; changed;) {
      changed = false;
      for (const std::vector<Literal> &clause : cnf_.clauses)
        changed = visit(clause) || changed;
    }
    return std::ranges::all_of(cnf_.clauses,
                               [&](const auto &clause) {
                                 return std::ranges::any_of(clause,
                                                            [&](Literal l) { return is(l, true); });
                               }) &&
           std::all_of(values_.begin() + 1, values_.end(),
                       [](const auto &value) { return value.has_value(); });
  }
  [[nodiscard]] bool is_true(Literal literal) const { return is(literal, true); }

private:
  static std::size_t index(Literal literal) {
    return static_cast<std::size_t>(literal < 0 ? -literal : literal);
  }
  [[nodiscard]] bool is(Literal literal, bool value) const {
    const auto &known = values_[index(literal)];
    return known.has_value() && *known == (value == (literal > 0));
  }
  // Sets the last open literal of a clause that needs it.
  bool visit(const std::vector<Literal> &clause) {
    Literal open = 0;
    for (const Literal literal : clause) {
      if (is(literal, true) || (open != 0 && !is(literal, false)))
        return false;
      if (!is(literal, false))
        open = literal;
    }
    if (open != 0)
      set(open, true);
    return open != 0;
  }

  const Cnf &cnf_;
  std::vector<std::optional<bool>> values_; // by variable
};

} // namespace dma_verify::smt
