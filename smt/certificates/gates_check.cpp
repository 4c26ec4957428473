// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/gates_check.h"

#include <cadical.hpp>

#include <cstdlib>
#include <functional>
#include <random>

namespace dma_verify::smt {
namespace {

constexpr unsigned kRounds = 32;
constexpr int kSatisfiable = 10; // IPASIR

// Zeros, ones, and random words, of which some are short, and some differ in one bit from another.
Uint128 draw(std::mt19937_64 &random, unsigned round, Uint128 other) {
  if (round == 0)
    return 0;
  if (round == 1)
    return ~Uint128{0};
  if (random() % 3 == 0)
    return other ^ (Uint128{1} << static_cast<unsigned>(random() % 64));
  const Uint128 word = (Uint128{random()} << 64U) | random();
  return random() % 3 == 0 ? word >> static_cast<unsigned>(random() % 128) : word;
}

Assignment random_values(const CnfQuery &formula, std::mt19937_64 &random, unsigned round) {
  Assignment values;
  Uint128 last = 0;
  for (const CnfQuery::TermBits &variable : formula.variables)
    last = values[std::string(variable.term.name())] = draw(random, round, last);
  return values;
}

// The formula without its demands. What its gates leave open gets this value.
class Gates {
public:
  Gates(const CnfQuery &formula, bool open) : formula_(formula) {
    solver_.set("quiet", 1);
    solver_.set("phase", open ? 1 : 0);
    solver_.set("forcephase", 1);
    for (std::size_t i = 0; i + formula.assertions.size() < formula.cnf.clauses.size(); ++i) {
      for (const Literal literal : formula.cnf.clauses[i])
        solver_.add(literal);
      solver_.add(0);
    }
  }

  // compare_with_terms, for these values.
  std::string compare(const Assignment &values) {
    Evaluator value_of(values);
    for (const CnfQuery::TermBits &variable : formula_.variables) {
      const Uint128 value = value_of(variable.term);
      for (std::size_t i = 0; i < variable.bits.size(); ++i)
        solver_.assume(bit(value, i) ? variable.bits[i] : -variable.bits[i]);
    }
    if (solver_.solve() != kSatisfiable)
      return "its gates have no values for some of its inputs";
    for (const CnfQuery::TermBits &one : formula_.terms) {
      const Uint128 value = value_of(one.term);
      for (std::size_t i = 0; i < one.bits.size(); ++i) {
        if (is_true(one.bits[i]) != bit(value, i))
          return "its gates have other values than their terms";
      }
    }
    return {};
  }

private:
  static bool bit(Uint128 value, std::size_t at) { return ((value >> at) & 1U) != 0; }
  bool is_true(Literal literal) { return (solver_.val(std::abs(literal)) > 0) == (literal > 0); }

  const CnfQuery &formula_;
  CaDiCaL::Solver solver_;
};

} // namespace

std::string compare_with_terms(const CnfQuery &formula, const Query &query) {
  for (const bool open : {false, true}) {
    Gates gates(formula, open);
    std::mt19937_64 random(std::hash<std::string>()(query.name));
    for (unsigned round = 0; round < kRounds; ++round) {
      std::string problem = gates.compare(random_values(formula, random, round));
      if (!problem.empty())
        return problem;
    }
  }
  return {};
}

} // namespace dma_verify::smt
