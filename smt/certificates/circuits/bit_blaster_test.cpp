// SPDX-License-Identifier: GPL-2.0-only
// The bit-blaster, on bools and as a formula, against Z3's reading of the query's text.
#include "smt/certificates/circuits/bit_blaster.h"

#include "smt/certificates/circuits/every_operation.h"
#include "smt/certificates/circuits/truth_gates.h"
#include "smt/certificates/cnf_query.h"
#include "smt/solvers/random_terms.h"

#include <doctest/doctest.h>
#include <z3++.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>

namespace dma_verify::smt {
namespace {

// The term's number under an assignment, by the circuits on bools.
Uint128 by_bools(Term term, const Assignment &values) {
  TruthGates gates;
  BitBlaster<TruthGates> bits_of(gates, [&](Term variable) {
    const Uint128 value = values.at(std::string(variable.name()));
    return WordCircuits<TruthGates>(gates).constant(std::max(variable.width(), 1U), value);
  });
  const std::vector<bool> bits = bits_of(term);
  Uint128 number = 0;
  for (std::size_t i = 0; i < bits.size(); ++i)
    number |= Uint128{bits[i] ? 1U : 0U} << i;
  return number;
}

// The query whose only variable besides those of the term is equal to the term.
std::string result_name(Term term) { return "result" + std::to_string(term.width()); }
Query result_is(Term term, TermPool &pool) {
  return {"term", {}, {{"a", pool.equal(pool.variable(result_name(term), term.width()), term)}}};
}

// A term as a formula: once made, read under many assignments.
class Formula {
public:
  Formula(Term term, TermPool &pool)
      : result_(result_name(term)), query_(to_cnf(result_is(term, pool))) {}

  // The one value of the term that the formula allows; nothing if it allows none, or several.
  std::optional<Uint128> operator()(const Assignment &values) const {
    PropagatedValues propagated(query_.cnf);
    for (const CnfQuery::TermBits &variable : query_.variables) {
      const auto value = values.find(std::string(variable.term.name()));
      if (value == values.end())
        continue; // the result
      for (std::size_t i = 0; i < variable.bits.size(); ++i)
        propagated.set(variable.bits[i], ((value->second >> i) & 1U) != 0);
    }
    if (!propagated.propagate())
      return std::nullopt;
    return assignment_of(query_, [&](Literal l) { return propagated.is_true(l); }).at(result_);
  }

private:
  std::string result_;
  CnfQuery query_;
};

// The term by Z3, which reads the text of a query with it.
class ByZ3 {
public:
  ByZ3(Term term, TermPool &pool) : result_(result_name(term)), width_(term.width()) {
    z3::solver solver(context_);
    solver.from_string(to_smtlib(result_is(term, pool)).c_str());
    equation_ = std::make_unique<z3::expr>(solver.assertions()[0]);
  }

  // Whether Z3 finds the term equal to this number when its variables have these values.
  bool is(Uint128 number, const std::vector<Term> &variables, const Assignment &values) {
    z3::expr_vector from(context_);
    z3::expr_vector to(context_);
    const auto set = [&](const char *name, unsigned width, Uint128 value) {
      from.push_back(width == 0 ? context_.bool_const(name) : context_.bv_const(name, width));
      to.push_back(width == 0 ? context_.bool_val(value != 0)
                              : context_.bv_val(static_cast<std::uint64_t>(value), width));
    };
    for (const Term variable : variables) {
      const std::string name(variable.name());
      set(name.c_str(), variable.width(), values.at(name));
    }
    set(result_.c_str(), width_, number);
    return equation_->substitute(from, to).simplify().is_true();
  }

private:
  z3::context context_;
  std::unique_ptr<z3::expr> equation_;
  std::string result_;
  unsigned width_;
};

void check_against_z3(Op op, unsigned width) {
  TermPool pool;
  for (const Term term : terms_of(op, width, pool)) {
    REQUIRE(term.op() == op);
    const std::vector<Term> variables = variables_of({"", {}, {{"a", term}}});
    ByZ3 z3(term, pool);
    const Formula formula(term, pool);
    for (const Assignment &values : every_assignment(variables)) {
      const Uint128 number = by_bools(term, values);
      REQUIRE(z3.is(number, variables, values));
      REQUIRE(formula(values) == number);
    }
  }
}

TEST_CASE("every operation on words of 1 to 3 bits is what Z3 says, for all values") {
  for (const Op op : every_op()) {
    CAPTURE(static_cast<unsigned>(op));
    for (unsigned width = 1; width <= 3; ++width)
      check_against_z3(op, width);
  }
}

TEST_CASE("every operation on words of 4 bits is what Z3 says, for all values") {
  for (const Op op : every_op()) {
    CAPTURE(static_cast<unsigned>(op));
    check_against_z3(op, 4);
  }
}

// Random terms of up to twice the width, under random values: on bools, as a formula, and by
// evaluation the same.
void check_random_terms(unsigned width, unsigned terms) {
  std::mt19937_64 random(width);
  for (unsigned seed = 0; seed < terms; ++seed) {
    CAPTURE(seed);
    TermPool pool;
    RandomTerms draw(pool, width, seed);
    const Term term = seed % 2 == 0 ? draw.truth(5) : draw.word(5, 2 * width);
    const Formula formula(term, pool);
    for (unsigned i = 0; i < 3; ++i) {
      Assignment values;
      for (const Term variable : variables_of({"", {}, {{"a", term}}}))
        values[std::string(variable.name())] =
            (draw.interesting() + random() % 3) & low_bits(width);
      const Uint128 number = Evaluator(values)(term);
      REQUIRE(by_bools(term, values) == number);
      REQUIRE(formula(values) == number);
    }
  }
}

TEST_CASE("nested operations on small words are what evaluation says") {
  check_random_terms(5, 300);
}
TEST_CASE("nested operations on words of 32 bits are what evaluation says") {
  check_random_terms(32, 60);
}
TEST_CASE("nested operations on words of 64 bits are what evaluation says") {
  check_random_terms(64, 40);
}

} // namespace
} // namespace dma_verify::smt
