// SPDX-License-Identifier: GPL-2.0-only
// Gates on the literals of a formula in conjunctive normal form: each gate is a new variable with
// the clauses that define it, in both directions (Tseitin). For every value of the inputs, the
// clauses of all gates together allow exactly one value of each gate.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace dma_verify::smt {

// DIMACS: a variable's number, from 1; negative if negated.
using Literal = int;

struct Cnf {
  Literal variables = 0;
  std::vector<std::vector<Literal>> clauses;
};

class CnfGates {
public:
  using Bit = Literal;

  // Its first variable is the constant true.
  CnfGates();

  // A new variable without clauses.
  Bit input();
  // Adds the clause that the bit is true.
  void require(Bit a);

  // Gates of constants, and of a bit with itself, are simplified; an existing gate is used again.
  [[nodiscard]] Bit constant(bool value) const { return value ? kTrue : -kTrue; }
  [[nodiscard]] Bit negate(Bit a) const { return -a; }
  Bit both(Bit a, Bit b);
  Bit differ(Bit a, Bit b);
  Bit select(Bit condition, Bit yes, Bit no);
  Bit majority(Bit a, Bit b, Bit c);

  [[nodiscard]] const Cnf &cnf() const { return cnf_; }

private:
  static constexpr Bit kTrue = 1;
  enum class Gate : std::uint8_t { both, differ, select, majority };
  using Key = std::tuple<Gate, Bit, Bit, Bit>;

  // The gate's output, and whether it is new and needs its clauses.
  std::pair<Bit, bool> output(const Key &key);
  void add(std::initializer_list<Literal> clause) { cnf_.clauses.emplace_back(clause); }

  Cnf cnf_;
  std::map<Key, Bit> gates_;
};

} // namespace dma_verify::smt
