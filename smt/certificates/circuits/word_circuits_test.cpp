// SPDX-License-Identifier: GPL-2.0-only
// The circuits on bools against the words of the model, for all values of small words.
#include "smt/certificates/circuits/word_circuits.h"

#include "smt/certificates/circuits/truth_gates.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

using Circuits = WordCircuits<TruthGates>;
using Word = Circuits::Word;

template <unsigned Width> using Plain = dma_verify::Bits<Width>;

template <unsigned Width> Word bits_of(Plain<Width> word) {
  const Uint128 value = word.value();
  Word bits;
  for (unsigned i = 0; i < Width; ++i)
    bits.push_back(((value >> i) & 1U) != 0);
  return bits;
}

template <unsigned Width> void check_unary(Circuits &circuits, Plain<Width> a) {
  REQUIRE(circuits.constant(Width, a.value()) == bits_of(a));
  REQUIRE(circuits.bit_not(bits_of(a)) == bits_of(~a));
  REQUIRE(circuits.zero_extend(bits_of(a), Width + 3) == bits_of(zero_extend<Width + 3>(a)));
  REQUIRE(circuits.zero_extend(bits_of(a), Width) == bits_of(a));
  REQUIRE(circuits.extract(bits_of(a), 0, (Width + 1) / 2) ==
          bits_of(truncate<(Width + 1) / 2>(a)));
  for (unsigned count = 0; count < Width; ++count) {
    const Word by = circuits.constant(Width, count);
    REQUIRE(circuits.shift_left(bits_of(a), by) == bits_of(a << count));
    REQUIRE(circuits.shift_right(bits_of(a), by) == bits_of(a >> count));
    REQUIRE(circuits.extract(bits_of(a), count, 1) == bits_of(truncate<1>(a >> count)));
  }
  REQUIRE(circuits.shift_left(bits_of(Plain<Width>(1)), bits_of(a)) == bits_of(power_of_two(a)));
}

template <unsigned Width> void check_binary(Circuits &circuits, Plain<Width> a, Plain<Width> b) {
  REQUIRE(circuits.add(bits_of(a), bits_of(b)) == bits_of(a + b));
  REQUIRE(circuits.subtract(bits_of(a), bits_of(b)) == bits_of(a - b));
  REQUIRE(circuits.bit_and(bits_of(a), bits_of(b)) == bits_of(a & b));
  REQUIRE(circuits.bit_or(bits_of(a), bits_of(b)) == bits_of(a | b));
  REQUIRE(circuits.equal(bits_of(a), bits_of(b)) == (a == b));
  REQUIRE(circuits.less(bits_of(a), bits_of(b)) == (a < b));
  for (const bool condition : {false, true}) {
    REQUIRE(circuits.choice(condition, bits_of(a), bits_of(b)) == bits_of(select(condition, a, b)));
  }
  if (b.value() >= Width) {
    REQUIRE(circuits.shift_left(bits_of(a), bits_of(b)) == Word(Width, false));
    REQUIRE(circuits.shift_right(bits_of(a), bits_of(b)) == Word(Width, false));
  }
}

template <unsigned Width> void check_all_words() {
  TruthGates gates;
  Circuits circuits(gates);
  for (unsigned a = 0; a < 1U << Width; ++a) {
    check_unary(circuits, Plain<Width>(a));
    for (unsigned b = 0; b < 1U << Width; ++b)
      check_binary(circuits, Plain<Width>(a), Plain<Width>(b));
  }
}

TEST_CASE("circuits on bools compute what the words of the model do: 1 to 4 bits") {
  check_all_words<1>();
  check_all_words<2>();
  check_all_words<3>();
  check_all_words<4>();
}

TEST_CASE("circuits on bools compute what the words of the model do: 5 and 7 bits") {
  check_all_words<5>();
  check_all_words<7>();
}

TEST_CASE("counts beyond the widest word shift everything out") {
  TruthGates gates;
  Circuits circuits(gates);
  const Word ones(128, true);
  for (const unsigned bit : {7U, 8U, 64U, 127U}) {
    const Word count = circuits.constant(128, Uint128{1} << bit);
    CHECK(circuits.shift_left(ones, count) == Word(128, false));
    CHECK(circuits.shift_right(ones, count) == Word(128, false));
  }
}

} // namespace
} // namespace dma_verify::smt
