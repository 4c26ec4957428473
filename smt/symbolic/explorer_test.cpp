// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/explorer.h"

#include "smt/symbolic/bits.h"
#include "smt/terms/evaluate.h"

#include <doctest/doctest.h>

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
