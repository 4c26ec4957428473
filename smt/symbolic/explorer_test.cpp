// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/explorer.h"

#include "smt/symbolic/bits.h"
#include "smt/terms/evaluate.h"
#include "smt/terms/recipes.h"

#include <doctest/doctest.h>

#include <array>

namespace dma_verify::smt {
namespace {

struct Fixture {
  TermPool pool;
  Explorer explorer{pool, 64};
  Bits<8> x{explorer, pool.variable("x", 8)};
  Bits<8> y{explorer, pool.variable("y", 8)};

  // Explores a function from nothing to a word.
  template <class Function> Term explore(Function &&function) {
    return explorer.explore([&] { return std::vector<Term>{function().term(pool)}; }).front();
  }
};

TEST_CASE_FIXTURE(Fixture, "a decision on constants does not fork") {
  explore([&] { return Bits<8>(3) < Bits<8>(4) ? x : y; });
  CHECK(explorer.paths() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a decision on a term has two paths") {
  explore([&] { return x < y ? x : y; });
  CHECK(explorer.paths() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a condition asked again, or in the negative, does not fork again") {
  explore([&] {
    if (x < y)
      return !(x < y) ? x : y;
    return y <= x ? x : y;
  });
  CHECK(explorer.paths() == 2);
}

TEST_CASE_FIXTURE(Fixture, "the right side of a lazy operator is decided only where it counts") {
  explore([&] { return x < Bits<8>(3) || y < Bits<8>(3) ? x : y; });
  CHECK(explorer.paths() == 3);
}

TEST_CASE_FIXTURE(Fixture, "three independent decisions have eight paths") {
  explore([&] {
    Bits<8> sum(0);
    for (const unsigned bound : {1U, 2U, 3U})
      sum = sum + (x < Bits<8>(bound) ? Bits<8>(1) : Bits<8>(0));
    return sum;
  });
  CHECK(explorer.paths() == 8);
}

TEST_CASE_FIXTURE(Fixture, "the joined result is that of each path") {
  const auto largest = [](auto a, auto b, auto limit) {
    if (a > limit || b > limit)
      return limit;
    return a < b ? b : a;
  };
  const Term joined = explore([&] { return largest(x, y, Bits<8>(200)); });
  for (unsigned a = 0; a < 256; a += 5) {
    for (unsigned b = 0; b < 256; b += 5) {
      const Assignment values = {{"x", a}, {"y", b}};
      CHECK(Evaluator(values)(joined) == largest(a, b, 200U));
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "a branch that contradicts an assumption is not taken") {
  const std::vector<Term> facts = {both(x < y, x != Bits<8>(0)).value().term(pool)};
  explorer.assume(facts);
  explore([&] { return x < y && x != Bits<8>(0) ? x : y; });
  CHECK(explorer.paths() == 1);
}

TEST_CASE_FIXTURE(Fixture, "what follows from decided parts is not decided again") {
  explore([&] {
    const Bool less = x < y;
    const Bool zero = x == Bits<8>(0);
    const bool is_less(less);
    const bool is_zero(zero);
    CHECK(static_cast<bool>(both(negate(less), zero)) == (!is_less && is_zero));
    CHECK(static_cast<bool>(either(less, negate(zero))) == (is_less || !is_zero));
    CHECK(static_cast<bool>(select(less, zero, negate(zero))) == (is_less == is_zero));
    return x;
  });
  CHECK(explorer.paths() == 4);
}

// Decides eight of the truth values, of which each next one depends on the decisions before; the
// decisions, as a number.
template <class Decide> unsigned walk(std::size_t truths, const Decide &decide) {
  unsigned taken = 1;
  for (unsigned i = 0; i < 8; ++i)
    taken = 2 * taken + (decide((taken * 7 + i) % truths) ? 1U : 0U);
  return taken;
}

TEST_CASE("on all values a walk along random decisions ends as the same walk on numbers does") {
  unsigned learned = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    TermPool pool;
    const std::vector<Term> truths = Recipe(pool, kSmallWidth, seed, 40).truths();
    Explorer explorer(pool, 1024);
    // Half of the walks are about the values for which a truth value holds.
    const Term fact = seed % 2 == 0 ? pool.truth(true) : truths.back();
    explorer.assume(std::array{fact});
    // Two results, as an exploration joins each.
    const std::vector<Term> ends = explorer.explore([&] {
      const unsigned taken =
          walk(truths.size(), [&](std::size_t i) { return explorer.decide(truths[i]); });
      return std::vector<Term>{pool.constant(10, taken), pool.constant(10, taken / 3)};
    });
    learned += explorer.paths() < 256 ? 1U : 0U;
    bool equal = true;
    for (unsigned number = seed % 5; number < kSmallValues; number += 5) {
      const Assignment values = small_values(number);
      Evaluator value_of(values);
      if (value_of(fact) == 0)
        continue;
      const unsigned walked =
          walk(truths.size(), [&](std::size_t i) { return value_of(truths[i]) != 0; });
      equal = equal && value_of(ends[0]) == walked && value_of(ends[1]) == walked / 3;
    }
    CHECK(equal);
  }
  CHECK(learned > 30); // the walks meet what was decided before
}

TEST_CASE_FIXTURE(Fixture, "too many paths are an error") {
  CHECK_THROWS_AS(explore([&] {
                    for (unsigned bound = 1; bound < 8; ++bound) {
                      if (x < Bits<8>(bound) && y < Bits<8>(bound))
                        continue;
                    }
                    return x;
                  }),
                  ExplorationError);
}

TEST_CASE_FIXTURE(Fixture, "a function that decides otherwise when run again is an error") {
  unsigned runs = 0;
  CHECK_THROWS_AS(explore([&] { return x < Bits<8>(++runs) ? x : y; }), ExplorationError);
}

TEST_CASE_FIXTURE(Fixture, "a function that decides less when run again is an error") {
  unsigned runs = 0;
  CHECK_THROWS_AS(explore([&] { return runs++ == 0 && x < y ? x : y; }), ExplorationError);
}

TEST_CASE_FIXTURE(Fixture, "a term used as bool outside an exploration is an error") {
  CHECK_THROWS_AS(static_cast<void>(static_cast<bool>(x < y)), ExplorationError);
}

} // namespace
} // namespace dma_verify::smt
