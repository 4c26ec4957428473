// SPDX-License-Identifier: GPL-2.0-only
// Symbolic words compute what concrete words compute.
#include "smt/symbolic/bits.h"

#include "smt/terms/evaluate.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

namespace dma_verify::smt {
namespace {

// The smallest and largest words of a width, and some between.
template <unsigned Width> std::vector<Uint128> samples() {
  const Uint128 top = low_bits(Width);
  std::vector<Uint128> words = {0, 1, 2, top, top - 1, top / 2, top / 2 + 1};
  std::mt19937_64 random(Width);
  for (int i = 0; i < 8; ++i) {
    const Uint128 word = (Uint128{random()} << 64U) | random();
    words.push_back((word >> (random() % Width)) & top);
  }
  return words;
}

// Compares one symbolic computation of two words with the concrete one: with both words variable,
// with either constant, and with both constant.
template <unsigned Width> class Comparison {
public:
  Comparison(Uint128 a, Uint128 b) : a_(a), b_(b), values_{{"a", a}, {"b", b}} {}

  template <class Compute> void operator()(const char *what, Compute &&compute) {
    CAPTURE(what);
    CAPTURE(static_cast<std::uint64_t>(a_));
    CAPTURE(static_cast<std::uint64_t>(b_));
    const Uint128 expected =
        number(compute(dma_verify::Bits<Width>(a_), dma_verify::Bits<Width>(b_)));
    for (const bool a_varies : {false, true}) {
      for (const bool b_varies : {false, true}) {
        const Bits<Width> a = a_varies ? variable("a") : Bits<Width>(a_);
        const Bits<Width> b = b_varies ? variable("b") : Bits<Width>(b_);
        CHECK(number(compute(a, b)) == expected);
      }
    }
  }

private:
  Bits<Width> variable(const char *name) { return {explorer_, pool_.variable(name, Width)}; }
  template <unsigned W> static Uint128 number(dma_verify::Bits<W> word) { return word.value(); }
  static Uint128 number(bool truth) { return truth ? 1 : 0; }
  template <unsigned W> Uint128 number(const Bits<W> &word) {
    return Evaluator(values_)(word.term(pool_));
  }
  Uint128 number(const Bool &truth) { return Evaluator(values_)(truth.value().term(pool_)); }

  Uint128 a_;
  Uint128 b_;
  Assignment values_;
  TermPool pool_;
  Explorer explorer_{pool_};
};

template <unsigned Width> void compare_all() {
  for (const Uint128 a : samples<Width>()) {
    for (const Uint128 b : samples<Width>()) {
      Comparison<Width> compare(a, b);
      compare("+", [](auto x, auto y) { return x + y; });
      compare("-", [](auto x, auto y) { return x - y; });
      compare("&", [](auto x, auto y) { return x & y; });
      compare("|", [](auto x, auto y) { return x | y; });
      compare("~", [](auto x, auto) { return ~x; });
      compare("<<", [](auto x, auto) { return x << (Width / 2); });
      compare(">>", [](auto x, auto) { return x >> (Width / 2); });
      compare("<< 0", [](auto x, auto) { return x << 0; });
      compare("==", [](auto x, auto y) { return x == y; });
      compare("!=", [](auto x, auto y) { return x != y; });
      compare("<", [](auto x, auto y) { return x < y; });
      compare("<=", [](auto x, auto y) { return x <= y; });
      compare(">", [](auto x, auto y) { return x > y; });
      compare(">=", [](auto x, auto y) { return x >= y; });
      compare("== itself", [](auto x, auto) {
        const auto same = x;
        return x == same;
      });
      compare("sum less part", [](auto x, auto y) { return (x + y) - x; });
      compare("difference plus part", [](auto x, auto y) { return y + (x - y); });
      compare("select", [](auto x, auto y) { return select(x < y, x, y); });
      compare("both", [](auto x, auto y) { return both(x < y, negate(x == y)); });
      compare("either", [](auto x, auto y) { return either(x < y, y == x); });
      compare("implies", [](auto x, auto y) { return implies(x <= y, x < y); });
      compare("bit_width", [](auto x, auto) { return bit_width(x); });
      compare("power_of_two", [](auto x, auto) { return power_of_two(x); });
      compare("truncate", [](auto x, auto) { return truncate<Width / 2>(x); });
      compare("narrow and widen",
              [](auto x, auto) { return zero_extend<Width>(truncate<Width / 2>(x)); });
      if constexpr (Width <= 64) {
        compare("wide sum", [](auto x, auto y) {
          return zero_extend<2 * Width>(x) + zero_extend<2 * Width>(y);
        });
        compare("resize", [](auto x, auto) { return resize<Width>(resize<2 * Width>(x)); });
      }
    }
  }
}

TEST_CASE("words of 4 bits compute as concrete ones") { compare_all<4>(); }
TEST_CASE("words of 8 bits compute as concrete ones") { compare_all<8>(); }
TEST_CASE("words of 12 bits compute as concrete ones") { compare_all<12>(); }
TEST_CASE("words of 32 bits compute as concrete ones") { compare_all<32>(); }
TEST_CASE("words of 64 bits compute as concrete ones") { compare_all<64>(); }
TEST_CASE("words of 128 bits compute as concrete ones") { compare_all<128>(); }

TEST_CASE("every word of 8 bits has the concrete bit width and power of two") {
  TermPool pool;
  Explorer explorer(pool);
  const Bits<8> word(explorer, pool.variable("word", 8));
  const Term width = bit_width(word).term(pool);
  const Term power = power_of_two(word).term(pool);
  for (unsigned value = 0; value < 256; ++value) {
    const Assignment values = {{"word", value}};
    const dma_verify::Bits<8> concrete(value);
    CHECK(Evaluator(values)(width) == dma_verify::bit_width(concrete).value());
    CHECK(Evaluator(values)(power) == dma_verify::power_of_two(concrete).value());
  }
}

TEST_CASE("constants stay constants") {
  const Bits<8> a(200);
  const Bits<8> b(100);
  CHECK((a + b).is_constant());
  CHECK((a + b).constant().value() == 44);
  CHECK((a < b).value().is_known());
  CHECK(bit_width(a).is_constant());
  CHECK(select(b < a, a, b).constant().value() == 200);
}

TEST_CASE("what cancels out is a constant again") {
  TermPool pool;
  Explorer explorer(pool);
  const Bits<64> x(explorer, pool.variable("x", 64));
  const Bits<64> y(explorer, pool.variable("y", 64));
  CHECK((x - x).is_constant());
  CHECK((x == x).value().is_known());
  CHECK((x < x).value().is_known());
  CHECK(((x + y) - y == x).value().is_known());
  CHECK_FALSE((x == y).value().is_known());
}

TEST_CASE("a truth value tells whether anything was at stake") {
  TermPool pool;
  Explorer explorer(pool);
  const Bits<8> x(explorer, pool.variable("x", 8));
  const Bool comparison = x < Bits<8>(3);
  SUBCASE("a plain bool has no guard") { CHECK_FALSE(Bool(true).guard()); }
  SUBCASE("a comparison always is, also one that folds to a constant") {
    CHECK((x == x).guard()->known_value());
    CHECK(comparison.guard()->known_value());
  }
  SUBCASE("an implication only where its premise holds") {
    CHECK_FALSE(implies(false, comparison).guard()->known_value());
    CHECK(implies(true, comparison).guard()->known_value());
    CHECK(implies(comparison, x == x).guard()->term(pool) == comparison.value().term(pool));
  }
  SUBCASE("a premise that is false leaves nothing at stake, even of a plain bool") {
    CHECK_FALSE(implies(false, Bool(true)).guard()->known_value());
    CHECK_FALSE(implies(true, Bool(true)).guard());
  }
  SUBCASE("a conjunction where one of its parts is") {
    CHECK(both(implies(false, comparison), comparison).guard()->known_value());
    CHECK_FALSE(both(Bool(true), implies(false, comparison)).guard()->known_value());
  }
}

} // namespace
} // namespace dma_verify::smt
