// SPDX-License-Identifier: GPL-2.0-only
// Each operation of Bits against exact arithmetic: every pair of operands for small words, edges
// and a fixed pseudo-random sample for large ones.
#include "model/words/bits.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

namespace dma_verify {
namespace {

// Addition and subtraction bit by bit, with the carry as on paper: right for 128 bits too, for
// which no wider machine word exists.
template <unsigned W> std::bitset<W> digits(Bits<W> word) {
  std::bitset<W> result;
  for (unsigned i = 0; i < W; ++i)
    result[i] = ((Uint128{word.value()} >> i) & 1U) != 0;
  return result;
}
template <std::size_t W> std::bitset<W> add_by_digits(std::bitset<W> a, std::bitset<W> b) {
  std::bitset<W> sum;
  bool carry = false;
  for (std::size_t i = 0; i < W; ++i) {
    sum[i] = a[i] ^ b[i] ^ carry;
    carry = (a[i] && b[i]) || (a[i] && carry) || (b[i] && carry);
  }
  return sum;
}
template <std::size_t W> std::bitset<W> subtract_by_digits(std::bitset<W> a, std::bitset<W> b) {
  std::bitset<W> difference;
  bool borrow = false;
  for (std::size_t i = 0; i < W; ++i) {
    difference[i] = a[i] ^ b[i] ^ borrow;
    borrow = (!a[i] && b[i]) || (!a[i] && borrow) || (b[i] && borrow);
  }
  return difference;
}
template <std::size_t W> bool less_by_digits(std::bitset<W> a, std::bitset<W> b) {
  for (std::size_t i = W; i-- > 0;) {
    if (a[i] != b[i])
      return b[i];
  }
  return false;
}

// All words of a small width; else 0, the ends, each power of two and its neighbours, and some
// others.
template <unsigned W> std::vector<Bits<W>> operands() {
  std::vector<Bits<W>> words;
  if constexpr (W <= 8) {
    for (unsigned value = 0; value < 1U << W; ++value)
      words.emplace_back(value);
  } else {
    for (unsigned i = 0; i < W; ++i) {
      for (const unsigned beside : {0U, 1U, 2U})
        words.emplace_back((Uint128{1} << i) + beside - 1);
    }
    words.emplace_back(~Uint128{0});
    words.emplace_back(~Uint128{0} - 1);
    std::mt19937_64 random(W);
    for (int i = 0; i < 24; ++i)
      words.emplace_back((Uint128{random()} << 64U) | random());
  }
  return words;
}

// Runs the check, which returns whether it holds, for each pair; counts where it does not.
template <unsigned W, class Check> unsigned failing_pairs(Check &&check) {
  const std::vector<Bits<W>> words = operands<W>();
  unsigned failures = 0;
  for (const Bits<W> a : words) {
    for (const Bits<W> b : words)
      failures += check(a, b) ? 0U : 1U;
  }
  return failures;
}

// Runs the check on the widths that the machines use.
template <class Check> void for_each_width(Check &&check) {
  check.template operator()<4>();
  check.template operator()<8>();
  check.template operator()<16>();
  check.template operator()<32>();
  check.template operator()<64>();
  check.template operator()<128>();
}

TEST_CASE("addition and subtraction wrap modulo 2^N") {
  for_each_width([]<unsigned W>() {
    CAPTURE(W);
    CHECK(failing_pairs<W>([](Bits<W> a, Bits<W> b) {
            return digits(a + b) == add_by_digits(digits(a), digits(b));
          }) == 0);
    CHECK(failing_pairs<W>([](Bits<W> a, Bits<W> b) {
            return digits(a - b) == subtract_by_digits(digits(a), digits(b));
          }) == 0);
  });
}

TEST_CASE("small words compute as integers modulo 2^N") {
  const auto check = []<unsigned W>() {
    constexpr int kModulus = 1 << W;
    const auto wrapped = [](int exact) {
      return static_cast<unsigned>(((exact % kModulus) + kModulus) % kModulus);
    };
    CHECK(failing_pairs<W>([&](Bits<W> a, Bits<W> b) {
            const int x = a.value();
            const int y = b.value();
            return (a + b).value() == wrapped(x + y) && (a - b).value() == wrapped(x - y) &&
                   (a & b).value() == (x & y) && (a | b).value() == (x | y) &&
                   (~a).value() == wrapped(-x - 1) && (a < b) == (x < y) && (a <= b) == (x <= y) &&
                   (a > b) == (x > y) && (a >= b) == (x >= y) && (a == b) == (x == y) &&
                   (a != b) == (x != y);
          }) == 0);
  };
  check.template operator()<4>();
  check.template operator()<8>();
}

TEST_CASE("bitwise operations work digit by digit") {
  for_each_width([]<unsigned W>() {
    CAPTURE(W);
    CHECK(failing_pairs<W>([](Bits<W> a, Bits<W> b) {
            return digits(a & b) == (digits(a) & digits(b)) &&
                   digits(a | b) == (digits(a) | digits(b)) && digits(~a) == ~digits(a);
          }) == 0);
  });
}

TEST_CASE("shifts move digits and drop those that leave the word") {
  for_each_width([]<unsigned W>() {
    CAPTURE(W);
    for (unsigned count = 0; count < W; ++count) {
      const std::vector<Bits<W>> words = operands<W>();
      CHECK(std::all_of(words.begin(), words.end(), [&](Bits<W> a) {
        return digits(a << count) == digits(a) << count && digits(a >> count) == digits(a) >> count;
      }));
    }
  });
}

TEST_CASE("comparisons are unsigned") {
  for_each_width([]<unsigned W>() {
    CAPTURE(W);
    CHECK(failing_pairs<W>([](Bits<W> a, Bits<W> b) {
            const bool less = less_by_digits(digits(a), digits(b));
            const bool equal = digits(a) == digits(b);
            return (a < b) == less && (a <= b) == (less || equal) && (a > b) == !(less || equal) &&
                   (a >= b) == !less && (a == b) == equal && (a != b) == !equal;
          }) == 0);
  });
}

TEST_CASE("a word keeps the low digits of what it is made from") {
  CHECK(Bits<4>(0xabc).value() == 0xc);
  CHECK(Bits<8>(0x1ff).value() == 0xff);
  CHECK(Bits<16>(0x12345).value() == 0x2345);
  CHECK(Bits<32>(Uint128{1} << 32U).value() == 0);
  CHECK(Bits<64>((Uint128{7} << 64U) | 5U).value() == 5);
  CHECK(Bits<128>(~Uint128{0}).value() == ~Uint128{0});
  CHECK(Bits<12>().value() == 0);
}

TEST_CASE("widening keeps the number and narrowing keeps the low digits") {
  CHECK(zero_extend<64>(Bits<32>(0xffffffff)).value() == 0xffffffff);
  CHECK(zero_extend<128>(Bits<64>(~Uint128{0})).value() == ~std::uint64_t{0});
  CHECK(zero_extend<8>(Bits<8>(200)).value() == 200);
  CHECK(truncate<32>(Bits<64>(0x1'0000'1000)).value() == 0x1000);
  CHECK(truncate<4>(Bits<8>(0x5a)).value() == 0xa);
  CHECK(resize<4>(Bits<8>(0x5a)).value() == 0xa);
  CHECK(resize<16>(Bits<8>(0x5a)).value() == 0x5a);
  CHECK(resize<8>(Bits<8>(0x5a)).value() == 0x5a);
  for (unsigned value = 0; value < 256; ++value) {
    CHECK(truncate<8>(zero_extend<16>(Bits<8>(value))).value() == value);
    CHECK(zero_extend<8>(truncate<4>(Bits<8>(value))).value() == value % 16);
  }
}

TEST_CASE("bit_width is the number of digits needed") {
  CHECK(bit_width(Bits<64>(0)).value() == 0);
  CHECK(bit_width(Bits<64>(1)).value() == 1);
  CHECK(bit_width(Bits<64>(~Uint128{0})).value() == 64);
  CHECK(bit_width(Bits<128>(~Uint128{0})).value() == 128);
  for (unsigned i = 0; i < 32; ++i) {
    CAPTURE(i);
    const Uint128 power = Uint128{1} << i;
    CHECK(bit_width(Bits<32>(power)).value() == i + 1);
    CHECK(bit_width(Bits<32>(power - 1)).value() == i);
  }
  for (unsigned value = 0; value < 256; ++value) {
    unsigned digits_needed = 0;
    while (value >> digits_needed != 0)
      ++digits_needed;
    CHECK(bit_width(Bits<8>(value)).value() == digits_needed);
  }
}

TEST_CASE("power_of_two is 0 from the width on") {
  for_each_width([]<unsigned W>() {
    CAPTURE(W);
    const unsigned largest = W == 4 ? 15 : 200;
    for (unsigned exponent = 0; exponent <= largest; ++exponent) {
      CAPTURE(exponent);
      const Uint128 expected = exponent < W ? Uint128{1} << exponent : 0;
      CHECK(bool(power_of_two(Bits<W>(exponent)) == Bits<W>(expected)));
    }
    CHECK(bool(power_of_two(Bits<W>(~Uint128{0})) == Bits<W>(0)));
  });
}

TEST_CASE("logic over truth values is that of bool") {
  for (const bool a : {false, true}) {
    CHECK(negate(a) == !a);
    CHECK(select(a, 1, 2) == (a ? 1 : 2));
    for (const bool b : {false, true}) {
      CHECK(both(a, b) == (a && b));
      CHECK(either(a, b) == (a || b));
      CHECK(implies(a, b) == (!a || b));
    }
  }
}

} // namespace
} // namespace dma_verify
