// SPDX-License-Identifier: GPL-2.0-only
// Z3 answers, in both encodings, as evaluation and brute force say.
#include "smt/solvers/z3_solver.h"

#include "smt/solvers/random_terms.h"
#include "smt/terms/integer_query.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

constexpr Encoding kEncodings[] = {Encoding::bit_vectors, Encoding::integers};

Query query_of(Term term) { return {"test", {}, {{"a", term}}}; }

// Whether some words of 4 bits satisfy the term.
bool is_satisfiable(Term term) {
  for (unsigned all = 0; all < 1U << 12U; ++all) {
    const Assignment values = {{"x", all & 15U}, {"y", (all >> 4U) & 15U}, {"z", all >> 8U}};
    if (Evaluator(values)(term) != 0)
      return true;
  }
  return false;
}

TEST_CASE("what is satisfiable has a model that satisfies it") {
  TermPool pool;
  const Term x = pool.variable("x", 64);
  const Term term = pool.conjunction(
      pool.less(pool.add(x, pool.constant(64, 0xfff)), x),
      pool.equal(pool.bit_and(x, pool.constant(64, 0xfff)), pool.constant(64, 0xabc)));
  for (const Encoding encoding : kEncodings) {
    const Result result = solve_with_z3(query_of(term), {}, encoding);
    REQUIRE(std::holds_alternative<Sat>(result));
    const Assignment &model = std::get<Sat>(result).model;
    CHECK(Evaluator(model)(term) == 1);
  }
}

TEST_CASE("what is unsatisfiable is unsat") {
  TermPool pool;
  const Term x = pool.variable("x", 64);
  const Term y = pool.variable("y", 64);
  const Term term = pool.conjunction(pool.less(x, y), pool.less(y, x));
  for (const Encoding encoding : kEncodings)
    CHECK(std::holds_alternative<Unsat>(solve_with_z3(query_of(term), {}, encoding)));
}

TEST_CASE("on small words both encodings answer as brute force does") {
  unsigned satisfiable = 0;
  constexpr unsigned kTerms = 250;
  for (unsigned seed = 0; seed < kTerms; ++seed) {
    CAPTURE(seed);
    TermPool pool;
    RandomTerms random(pool, 4, seed);
    const Term term = pool.conjunction(random.truth(4), random.truth(4));
    const bool expected = is_satisfiable(term);
    satisfiable += expected ? 1 : 0;
    for (const Encoding encoding : kEncodings) {
      const Result result = solve_with_z3(query_of(term), {}, encoding);
      REQUIRE((std::holds_alternative<Sat>(result) || std::holds_alternative<Unsat>(result)));
      CHECK(std::holds_alternative<Sat>(result) == expected);
      if (const auto *sat = std::get_if<Sat>(&result))
        CHECK(Evaluator(sat->model)(term) == 1);
    }
  }
  CHECK(satisfiable > kTerms / 5);
  CHECK(satisfiable < kTerms - kTerms / 5);
}

TEST_CASE("on 64-bit words the value of a term is the only one that it has, in both encodings") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    TermPool pool;
    RandomTerms random(pool, 64, seed);
    const Term term = random.word(4, 64);
    Assignment values;
    Term fixed = pool.truth(true);
    for (const char *const name : {"x", "y", "z"}) {
      const Term variable = pool.variable(name, 64);
      const Term value = pool.constant(64, random.interesting());
      values[name] = value.value();
      fixed = pool.conjunction(fixed, pool.equal(variable, value));
    }
    const Term right = pool.equal(term, pool.constant(64, Evaluator(values)(term)));
    for (const Encoding encoding : kEncodings) {
      CHECK(std::holds_alternative<Sat>(
          solve_with_z3(query_of(pool.conjunction(fixed, right)), {}, encoding)));
      CHECK(std::holds_alternative<Unsat>(
          solve_with_z3(query_of(pool.conjunction(fixed, pool.negation(right))), {}, encoding)));
    }
  }
}

// Addition is associative, which is hard to see bit by bit: through comparisons that hide the sums
// from the simplifier.
Query hard_query(TermPool &pool) {
  const auto wide = [&](const char *name) { return pool.zero_extend(pool.variable(name, 62), 64); };
  const Term a = wide("a");
  const Term b = wide("b");
  const Term c = wide("c");
  const Term count = wide("count");
  const Term less = pool.less(a, count);
  const Term fits = pool.negation(pool.less(pool.subtract(count, a), pool.add(b, c)));
  const Term beyond = pool.less(count, pool.add(pool.add(a, c), b));
  return query_of(pool.conjunction(pool.conjunction(less, fits), beyond));
}

TEST_CASE("a time limit is unknown, for the reason of time") {
  TermPool pool;
  const Query query = hard_query(pool);
  const Result result =
      solve_with_z3(query, {.time = std::chrono::milliseconds(5)}, Encoding::bit_vectors);
  REQUIRE(std::holds_alternative<Unknown>(result));
  CHECK(std::get<Unknown>(result).reason == Unknown::Reason::time);
}

TEST_CASE("a memory limit is unknown, for the reason of memory") {
  TermPool pool;
  const Query query = hard_query(pool);
  const Result result = solve_with_z3(query, {.memory_megabytes = 1}, Encoding::bit_vectors);
  REQUIRE(std::holds_alternative<Unknown>(result));
  CHECK(std::get<Unknown>(result).reason == Unknown::Reason::memory);
}

TEST_CASE("integers are not asked for what has no reading in them") {
  TermPool pool;
  const Term x = pool.variable("x", 8);
  const Term y = pool.variable("y", 8);
  const Query query = query_of(pool.equal(pool.shift_left(x, y), pool.constant(8, 0x50)));
  const Result integers = solve_with_z3(query, {}, Encoding::integers);
  REQUIRE(std::holds_alternative<Unknown>(integers));
  CHECK(std::get<Unknown>(integers).reason == Unknown::Reason::gave_up);
  CHECK(std::holds_alternative<Sat>(solve_with_z3(query, {}, Encoding::automatic)));
}

TEST_CASE("a text that Z3 cannot read is an error") {
  TermPool pool;
  const Query query = query_of(pool.less(pool.variable("a) (b", 8), pool.constant(8, 3)));
  const Result result = solve_with_z3(query, {}, Encoding::bit_vectors);
  CHECK(std::holds_alternative<SolverError>(result));
}

TEST_CASE("the library tells its version") { CHECK(z3_version().starts_with("z3 4.")); }

} // namespace
} // namespace dma_verify::smt
