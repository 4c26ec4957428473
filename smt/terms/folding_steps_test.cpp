// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/folding_steps.h"

#include "smt/solvers/z3_solver.h"
#include "smt/symbolic/explorer.h"
#include "smt/terms/recipes.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify::smt {
namespace {

Result asked(FoldingSteps &steps) {
  return solve_with_z3(steps.query(0), {}, Encoding::bit_vectors);
}
// As when a claim gets its witnesses: claims that are wrong of other subterms are refined.
bool are_right(FoldingSteps &steps) {
  for (;;) {
    const Result result = asked(steps);
    if (std::holds_alternative<Unsat>(result))
      return true;
    REQUIRE(std::holds_alternative<Sat>(result));
    if (!steps.refine(std::get<Sat>(result).model))
      return false;
  }
}
bool is_refuted(FoldingSteps &steps) { return !are_right(steps); }

TEST_CASE("only a pool that records has steps") {
  CHECK(TermPool().steps() == nullptr);
  CHECK(TermPool(Folding::off).steps() == nullptr);
  CHECK(TermPool(Folding::recorded).steps() != nullptr);
}

TEST_CASE("all steps of random terms are right") {
  TermPool pool(Folding::recorded);
  for (unsigned seed = 0; seed < 40; ++seed)
    Recipe(pool, 32, seed);
  CHECK(pool.steps()->size() > 40);
  CHECK(are_right(*pool.steps()));
}

TEST_CASE("what is made as it is written is no step, and one rule is one step") {
  TermPool pool(Folding::recorded);
  const Term x = pool.variable("x", 64);
  const Term y = pool.variable("y", 64);
  const Term sum = pool.add(x, y);
  pool.add(y, x);
  CHECK(pool.steps()->size() == 0);
  pool.subtract(sum, x);
  CHECK(pool.steps()->size() == 1);
  const Term other = pool.variable("z", 64);
  pool.subtract(pool.add(other, pool.bit_and(x, y)), other);
  CHECK(pool.steps()->size() == 1);
}

TEST_CASE("a wrong step is refuted, also deep below") {
  TermPool pool(Folding::recorded);
  const Term x = pool.variable("x", 64);
  Term deep = x;
  for (unsigned i = 0; i < 20; ++i)
    deep = pool.bit_not(pool.add(deep, pool.variable("y" + std::to_string(i), 64)));
  CHECK(are_right(*pool.steps()));
  pool.steps()->add(Op::add, 64, 0, {deep, pool.constant(64, 1), Term()}, deep);
  CHECK(is_refuted(*pool.steps()));
}

TEST_CASE("a step that holds by the size of a number deep below is right") {
  TermPool pool(Folding::recorded);
  const Term small = pool.zero_extend(pool.variable("x", 8), 64);
  Term sum = small;
  for (unsigned i = 0; i < 4; ++i)
    sum = pool.add(sum, small);
  pool.steps()->add(Op::less, 0, 0, {sum, pool.constant(64, 2000), Term()}, pool.truth(true));
  CHECK(are_right(*pool.steps()));
  pool.steps()->add(Op::less, 0, 0, {sum, pool.constant(64, 1275), Term()}, pool.truth(true));
  CHECK(is_refuted(*pool.steps()));
}

TEST_CASE("a claim that is wrong of other subterms is refined until it is about the step") {
  TermPool pool(Folding::recorded);
  // Below 16, by what is 13 terms below.
  Term x = pool.zero_extend(pool.variable("x", 4), 64);
  for (unsigned i = 0; i < 12; ++i)
    x = pool.bit_or(x, pool.zero_extend(pool.variable("y" + std::to_string(i), 4), 64));
  pool.steps()->add(Op::equal, 0, 0, {x, pool.constant(64, 0x1234567), Term()}, pool.truth(false));
  const Result first = asked(*pool.steps());
  CHECK(std::holds_alternative<Sat>(first)); // no example came to this number
  CHECK(are_right(*pool.steps()));
}

TEST_CASE("what an exploration takes as decided are steps") {
  TermPool pool(Folding::recorded);
  const Term p = pool.less(pool.variable("x", 8), pool.variable("y", 8));
  const Term q = pool.variable("q", 0);
  const Term r = pool.variable("r", 0);
  Explorer explorer(pool);
  explorer.explore([&]() -> std::vector<Term> {
    const bool both = explorer.decide(pool.conjunction(p, q));
    const bool first = explorer.decide(p);                    // decided if both hold
    const bool any = explorer.decide(pool.disjunction(p, r)); // if the first holds
    return {pool.truth(both && first && any)};
  });
  CHECK(explorer.paths() == 4);
  CHECK(pool.steps()->size() >= 3);
  CHECK(are_right(*pool.steps()));
  // The first part of a disjunction that holds need not hold.
  const Term either = pool.disjunction(p, r);
  pool.steps()->add(std::array{std::pair(either, true)}, {either}, p, true);
  CHECK(is_refuted(*pool.steps()));
}

} // namespace
} // namespace dma_verify::smt
