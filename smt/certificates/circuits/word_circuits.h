// SPDX-License-Identifier: GPL-2.0-only
// The operations on words as circuits, written once over the type of a bit: with bool they compute
// a value, with the literals of a formula they make clauses.
#pragma once

#include "model/words/bits.h"

#include <concepts>
#include <cstddef>
#include <vector>

namespace dma_verify::smt {

// What circuits are built from.
template <class Gates>
concept BitGates = requires(Gates &gates, typename Gates::Bit a, bool value) {
  { gates.constant(value) } -> std::same_as<typename Gates::Bit>;
  { gates.negate(a) } -> std::same_as<typename Gates::Bit>;
  { gates.both(a, a) } -> std::same_as<typename Gates::Bit>;
  { gates.differ(a, a) } -> std::same_as<typename Gates::Bit>;
  { gates.select(a, a, a) } -> std::same_as<typename Gates::Bit>; // condition, yes, no
  { gates.majority(a, a, a) } -> std::same_as<typename Gates::Bit>;
};

// Words have their lowest bit first. Arguments of one operation have the same width, which is the
// result's.
template <BitGates Gates> class WordCircuits {
public:
  using Bit = typename Gates::Bit;
  using Word = std::vector<Bit>;

  explicit WordCircuits(Gates &gates) : gates_(gates) {}

  Word constant(unsigned width, Uint128 value) {
    Word word;
    for (unsigned i = 0; i < width; ++i)
      word.push_back(gates_.constant(((value >> i) & 1U) != 0));
    return word;
  }

  Word bit_not(Word a) {
    for (std::size_t i = 0; i < a.size(); ++i)
      a[i] = gates_.negate(a[i]);
    return a;
  }
  Word bit_and(const Word &a, const Word &b) {
    Word word;
    for (std::size_t i = 0; i < a.size(); ++i)
      word.push_back(gates_.both(a[i], b[i]));
    return word;
  }
  Word bit_or(const Word &a, const Word &b) { return bit_not(bit_and(bit_not(a), bit_not(b))); }

  Word add(const Word &a, const Word &b) { return sum(a, b, gates_.constant(false)); }
  // a - b = a + ~b + 1
  Word subtract(const Word &a, const Word &b) { return sum(a, bit_not(b), gates_.constant(true)); }

  // By a word; 0 if the count is the width or more.
  Word shift_left(const Word &a, const Word &count) {
    return shift(a, count, [](std::size_t i, std::size_t by) { return i - by; });
  }
  Word shift_right(const Word &a, const Word &count) {
    return shift(a, count, [](std::size_t i, std::size_t by) { return i + by; });
  }

  Word extract(const Word &a, unsigned low, unsigned width) {
    return Word(a.begin() + low, a.begin() + low + width);
  }
  Word zero_extend(Word a, unsigned width) {
    a.resize(width, gates_.constant(false));
    return a;
  }
  Word choice(Bit condition, const Word &yes, const Word &no) {
    Word word;
    for (std::size_t i = 0; i < yes.size(); ++i)
      word.push_back(gates_.select(condition, yes[i], no[i]));
    return word;
  }

  Bit equal(const Word &a, const Word &b) {
    Bit same = gates_.constant(true);
    for (std::size_t i = 0; i < a.size(); ++i)
      same = gates_.both(same, gates_.negate(gates_.differ(a[i], b[i])));
    return same;
  }
  // Unsigned: whether a - b borrows.
  Bit less(const Word &a, const Word &b) {
    Bit borrow = gates_.constant(false);
    for (std::size_t i = 0; i < a.size(); ++i)
      borrow = gates_.majority(gates_.negate(a[i]), b[i], borrow);
    return borrow;
  }

private:
  Word sum(const Word &a, const Word &b, Bit carry) {
    Word word;
    for (std::size_t i = 0; i < a.size(); ++i) {
      word.push_back(gates_.differ(gates_.differ(a[i], b[i]), carry));
      carry = gates_.majority(a[i], b[i], carry);
    }
    return word;
  }

  // One stage for each bit of the count: the word is kept, or shifted by the bit's power of two.
  // `source(i, by)` is the position that moves to position i; outside the word there are zeros.
  template <class Source> Word shift(Word a, const Word &count, const Source &source) {
    const Bit zero = gates_.constant(false);
    for (std::size_t stage = 0; stage < count.size(); ++stage) {
      const std::size_t by = stage < 8 ? std::size_t{1} << stage : a.size();
      Word moved;
      for (std::size_t i = 0; i < a.size(); ++i)
        moved.push_back(source(i, by) < a.size() ? a[source(i, by)] : zero);
      a = choice(count[stage], moved, a);
    }
    return a;
  }

  Gates &gates_;
};

} // namespace dma_verify::smt
