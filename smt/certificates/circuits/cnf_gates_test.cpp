// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/circuits/every_operation.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

// Constants, three inputs and their negations: each can stand at each place of a gate, so that all
// foldings are met.
std::vector<Literal> literals_of(CnfGates &gates) {
  std::vector<Literal> literals = {gates.constant(true), gates.constant(false)};
  for (unsigned i = 0; i < 3; ++i) {
    const Literal input = gates.input();
    literals.push_back(input);
    literals.push_back(gates.negate(input));
  }
  return literals;
}

// Whether, for all inputs, the formula allows exactly the value `expected` of `out`.
template <class Expected>
void check_gate(const CnfGates &gates, const std::vector<Literal> &literals, Literal out,
                const Expected &expected) {
  for (unsigned inputs = 0; inputs < 8; ++inputs) {
    PropagatedValues values(gates.cnf());
    for (unsigned i = 0; i < 3; ++i)
      values.set(literals[2 + 2 * i], ((inputs >> i) & 1U) != 0);
    REQUIRE(values.propagate());
    REQUIRE(values.is_true(out) == expected(values));
  }
}

TEST_CASE("gates of two literals say what they are") {
  CnfGates gates;
  const std::vector<Literal> literals = literals_of(gates);
  for (const Literal a : literals) {
    for (const Literal b : literals) {
      check_gate(gates, literals, gates.both(a, b), [&](const PropagatedValues &values) {
        return values.is_true(a) && values.is_true(b);
      });
      check_gate(gates, literals, gates.differ(a, b), [&](const PropagatedValues &values) {
        return values.is_true(a) != values.is_true(b);
      });
    }
  }
}

TEST_CASE("gates of three literals say what they are") {
  CnfGates gates;
  const std::vector<Literal> literals = literals_of(gates);
  for (const Literal a : literals) {
    for (const Literal b : literals) {
      for (const Literal c : literals) {
        check_gate(gates, literals, gates.select(a, b, c), [&](const PropagatedValues &values) {
          return values.is_true(a) ? values.is_true(b) : values.is_true(c);
        });
        check_gate(gates, literals, gates.majority(a, b, c), [&](const PropagatedValues &values) {
          return (values.is_true(a) ? 1 : 0) + (values.is_true(b) ? 1 : 0) +
                     (values.is_true(c) ? 1 : 0) >=
                 2;
        });
      }
    }
  }
}

TEST_CASE("a gate that is there is used again") {
  CnfGates gates;
  const Literal a = gates.input();
  const Literal b = gates.input();
  const Literal c = gates.input();
  CHECK(gates.both(a, b) == gates.both(b, a));
  CHECK(gates.differ(a, b) == -gates.differ(-b, a));
  CHECK(gates.select(a, b, c) == gates.select(-a, c, b));
  CHECK(gates.majority(a, b, c) == -gates.majority(-c, -a, -b));
  CHECK(gates.cnf().variables == 4 + 4);
}

TEST_CASE("a required bit is a unit clause") {
  CnfGates gates;
  const Literal a = gates.input();
  gates.require(-a);
  CHECK(gates.cnf().clauses.back() == std::vector<Literal>{-a});
}

TEST_CASE("a formula with a clause too many or too few is noticed") {
  CnfGates gates;
  const Literal a = gates.input();
  const Literal b = gates.input();
  const Literal out = gates.both(a, b);
  const auto decides = [&](const Cnf &cnf) {
    bool always = true;
    for (unsigned inputs = 0; inputs < 4; ++inputs) {
      PropagatedValues values(cnf);
      values.set(a, (inputs & 1U) != 0);
      values.set(b, (inputs & 2U) != 0);
      always = values.propagate() && always;
    }
    return always;
  };
  CHECK(decides(gates.cnf()));
  Cnf without = gates.cnf();
  without.clauses.pop_back();
  CHECK_FALSE(decides(without));
  Cnf with = gates.cnf();
  with.clauses.push_back({-a, out});
  CHECK_FALSE(decides(with));
}

} // namespace
} // namespace dma_verify::smt
