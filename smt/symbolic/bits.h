// SPDX-License-Identifier: GPL-2.0-only
// Symbolic words: the names of model/words/bits.h over terms. A word is a constant, which computes
// at once and never forks, or a term that carries its explorer.
#pragma once

#include "model/words/machine.h"
#include "smt/symbolic/bool.h"
#include "smt/symbolic/finite_value.h"

namespace dma_verify::smt {

template <unsigned Width> class Bits {
  static_assert(Width >= 1 && Width <= 128);

public:
  static constexpr unsigned kWidth = Width;
  using Constant = dma_verify::Bits<Width>;

  constexpr Bits() = default;
  // The constant of the low `Width` bits.
  constexpr explicit Bits(Uint128 value) : value_(value) {}
  Bits(Explorer &explorer, Term term) {
    if (term.is_constant()) {
      value_ = Constant(term.value());
    } else {
      explorer_ = &explorer;
      term_ = term;
    }
  }

  [[nodiscard]] constexpr bool is_constant() const { return explorer_ == nullptr; }
  [[nodiscard]] constexpr Constant constant() const { return value_; }
  [[nodiscard]] constexpr Explorer *explorer() const { return explorer_; }
  [[nodiscard]] Term term(TermPool &pool) const {
    return is_constant() ? pool.constant(Width, value_.value()) : term_;
  }

  friend Bits operator+(const Bits &a, const Bits &b) {
    return word(
        a, b, [](Constant x, Constant y) { return x + y; }, &TermPool::add);
  }
  friend Bits operator-(const Bits &a, const Bits &b) {
    return word(
        a, b, [](Constant x, Constant y) { return x - y; }, &TermPool::subtract);
  }
  friend Bits operator&(const Bits &a, const Bits &b) {
    return word(
        a, b, [](Constant x, Constant y) { return x & y; }, &TermPool::bit_and);
  }
  friend Bits operator|(const Bits &a, const Bits &b) {
    return word(
        a, b, [](Constant x, Constant y) { return x | y; }, &TermPool::bit_or);
  }
  friend Bits operator~(const Bits &a) {
    if (a.is_constant())
      return Bits((~a.value_).value());
    TermPool &pool = a.explorer_->pool();
    return {*a.explorer_, pool.bit_not(a.term_)};
  }
  // Shifts by a constant; 0 <= count < Width.
  friend Bits operator<<(const Bits &a, unsigned count) {
    return word(
        a, Bits(count), [&](Constant x, Constant) { return x << count; }, &TermPool::shift_left);
  }
  friend Bits operator>>(const Bits &a, unsigned count) {
    return word(
        a, Bits(count), [&](Constant x, Constant) { return x >> count; }, &TermPool::shift_right);
  }

  friend Bool operator==(const Bits &a, const Bits &b) {
    return truth(
        a, b, [](Constant x, Constant y) { return x == y; }, &TermPool::equal);
  }
  friend Bool operator<(const Bits &a, const Bits &b) {
    return truth(
        a, b, [](Constant x, Constant y) { return x < y; }, &TermPool::less);
  }
  friend Bool operator!=(const Bits &a, const Bits &b) { return !(a == b); }
  friend Bool operator<=(const Bits &a, const Bits &b) { return !(b < a); }
  friend Bool operator>(const Bits &a, const Bits &b) { return b < a; }
  friend Bool operator>=(const Bits &a, const Bits &b) { return !(a < b); }

private:
  using Builder = Term (TermPool::*)(Term, Term);

  static Explorer *explorer_of(const Bits &a, const Bits &b) {
    return a.is_constant() ? b.explorer_ : a.explorer_;
  }
  template <class Concrete>
  static Bits word(const Bits &a, const Bits &b, Concrete &&concrete, Builder build) {
    Explorer *explorer = explorer_of(a, b);
    if (explorer == nullptr)
      return Bits(concrete(a.value_, b.value_).value());
    TermPool &pool = explorer->pool();
    return {*explorer, (pool.*build)(a.term(pool), b.term(pool))};
  }
  template <class Concrete>
  static Bool truth(const Bits &a, const Bits &b, Concrete &&concrete, Builder build) {
    Explorer *explorer = explorer_of(a, b);
    if (explorer == nullptr)
      return Bool(Proposition(concrete(a.value_, b.value_)));
    TermPool &pool = explorer->pool();
    return Bool(Proposition(*explorer, (pool.*build)(a.term(pool), b.term(pool))));
  }

  Explorer *explorer_ = nullptr; // none: a constant
  Term term_{};
  Constant value_{};
};

// The same number in a wider or equal word.
template <unsigned To, unsigned From> Bits<To> zero_extend(const Bits<From> &word) {
  static_assert(To >= From);
  if (word.is_constant())
    return Bits<To>(word.constant().value());
  TermPool &pool = word.explorer()->pool();
  return {*word.explorer(), pool.zero_extend(word.term(pool), To)};
}

// The low `To` bits.
template <unsigned To, unsigned From> Bits<To> truncate(const Bits<From> &word) {
  static_assert(To <= From);
  if (word.is_constant())
    return Bits<To>(word.constant().value());
  TermPool &pool = word.explorer()->pool();
  return {*word.explorer(), pool.extract(word.term(pool), 0, To)};
}

// To a word of `To` bits: by zero_extend or by truncate, as the widths need.
template <unsigned To, unsigned From> Bits<To> resize(const Bits<From> &word) {
  if constexpr (To >= From) {
    return zero_extend<To>(word);
  } else {
    return truncate<To>(word);
  }
}

template <unsigned Width>
Bits<Width> select(const Bool &condition, const Bits<Width> &yes, const Bits<Width> &no) {
  if (condition.value().is_known())
    return condition.value().known_value() ? yes : no;
  Explorer &explorer = *condition.value().explorer();
  TermPool &pool = explorer.pool();
  return {explorer, pool.choice(condition.value().term(pool), yes.term(pool), no.term(pool))};
}

// Number of bits needed for the value: 0 for 0, else 1 + floor(log2). Found by halving: is a bit
// set in the upper half?
template <unsigned Width> Bits<Width> bit_width(const Bits<Width> &word) {
  if (word.is_constant())
    return Bits<Width>(dma_verify::bit_width(word.constant()).value());
  Bits<Width> rest = word;
  Bits<Width> bits(0);
  for (unsigned step = std::bit_ceil(Width) / 2; step != 0; step /= 2) {
    if (step >= Width)
      continue;
    const Bool upper = rest >= Bits<Width>(Uint128{1} << step);
    bits = select(upper, bits + Bits<Width>(step), bits);
    rest = select(upper, rest >> step, rest);
  }
  return bits + rest; // what is left is 0 or 1
}

// 2^exponent modulo 2^Width; 0 when exponent >= Width.
template <unsigned Width> Bits<Width> power_of_two(const Bits<Width> &exponent) {
  if (exponent.is_constant())
    return Bits<Width>(dma_verify::power_of_two(exponent.constant()).value());
  TermPool &pool = exponent.explorer()->pool();
  return {*exponent.explorer(), pool.shift_left(pool.constant(Width, 1), exponent.term(pool))};
}

// The symbolic reading of the templates: Machine<Symbolic, ...>.
struct Symbolic {
  template <unsigned Width> using Bits = smt::Bits<Width>;
  template <class Value> using Finite = FiniteValue<Value>;
  using Bool = smt::Bool;
};

template <unsigned WordBits, unsigned PhysBits, unsigned DmaBits, unsigned IntBits>
using SymbolicMachine = Machine<Symbolic, WordBits, PhysBits, DmaBits, IntBits>;

} // namespace dma_verify::smt
