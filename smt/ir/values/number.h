// SPDX-License-Identifier: GPL-2.0-only
// Numbers whose width is known when a module is read, not when this is compiled: over machine words
// and over terms. The names are those of model/words/bits.h where the thing is the same.
#pragma once

#include "smt/symbolic/bits.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

namespace dma_verify::ir {

using smt::Op;

// Number<Concrete> or Number<smt::Symbolic>; 1 to 128 bits.
template <class Logic> class Number;

template <> class Number<Concrete> {
public:
  using Bool = bool;

  Number() = default;
  Number(unsigned width, Uint128 value) : width_(width), value_(value & smt::low_bits(width)) {}

  [[nodiscard]] unsigned width() const { return width_; }
  [[nodiscard]] std::optional<Uint128> known() const { return value_; }
  // Whether it may be larger than that; and the same number of which is known that it is not.
  [[nodiscard]] bool can_exceed(Uint128 number) const { return value_ > number; }
  [[nodiscard]] Number at_most(Uint128) const { return *this; }

  template <unsigned W> static Number of(Bits<W> word) { return {W, word.value()}; }
  template <unsigned W> [[nodiscard]] Bits<W> as() const { return Bits<W>(value_); }

  // The value of a word operation.
  static Number word(Op op, unsigned width, const Number &a, const Number &b, unsigned low = 0) {
    return {width, smt::apply(op, width, low, {a.value_, b.value_, 0}, a.width_)};
  }
  static bool truth(Op op, const Number &a, const Number &b) {
    return smt::apply(op, 0, 0, {a.value_, b.value_, 0}, a.width_) != 0;
  }
  static Number choice(bool condition, const Number &yes, const Number &no) {
    return condition ? yes : no;
  }
  // A number that is one of a few, as the one that it is on this path.
  [[nodiscard]] Number decided() const { return *this; }

private:
  unsigned width_ = 0;
  Uint128 value_ = 0;
};

template <> class Number<smt::Symbolic> {
public:
  using Bool = smt::Bool;

  Number() = default;
  Number(unsigned width, Uint128 value) : width_(width), value_(value & smt::low_bits(width)) {}
  Number(smt::Explorer &explorer, smt::Term term) : width_(term.width()) {
    if (term.is_constant()) {
      value_ = term.value();
    } else {
      explorer_ = &explorer;
      term_ = term;
    }
  }

  [[nodiscard]] unsigned width() const { return width_; }
  [[nodiscard]] std::optional<Uint128> known() const {
    return explorer_ == nullptr ? std::optional(value_) : std::nullopt;
  }
  [[nodiscard]] bool can_exceed(Uint128 number) const {
    return most() > number ||
           (explorer_ != nullptr && compared_by_size(*explorer_, {width_, number}, *this, false));
  }
  [[nodiscard]] Number at_most(Uint128 number) const {
    Number bounded = *this;
    bounded.most_ = std::min(most_, number);
    return bounded;
  }

  template <unsigned W> static Number of(const smt::Bits<W> &word) {
    if (word.is_constant())
      return {W, word.constant().value()};
    return {*word.explorer(), word.term(word.explorer()->pool())};
  }
  template <unsigned W> [[nodiscard]] smt::Bits<W> as() const {
    assert(W == width_);
    return explorer_ == nullptr ? smt::Bits<W>(value_) : smt::Bits<W>(*explorer_, term_);
  }

  static Number word(Op op, unsigned width, const Number &a, const Number &b, unsigned low = 0) {
    smt::Explorer *explorer = a.explorer_ != nullptr ? a.explorer_ : b.explorer_;
    if (explorer == nullptr)
      return {width, smt::apply(op, width, low, {a.value_, b.value_, 0}, a.width_)};
    Number result(*explorer, build(explorer->pool(), op, width, a.term(explorer->pool()),
                                   b.width_ == 0 ? smt::Term() : b.term(explorer->pool()), low));
    result.most_ = most_of(op, width, a, b, low);
    return result;
  }
  static Bool truth(Op op, const Number &a, const Number &b) {
    smt::Explorer *explorer = a.explorer_ != nullptr ? a.explorer_ : b.explorer_;
    if (explorer == nullptr)
      return smt::apply(op, 0, 0, {a.value_, b.value_, 0}, a.width_) != 0;
    if (op == Op::less && b.explorer_ == nullptr && a.most() < b.value_)
      return compared_by_size(*explorer, a, b, true);
    if (op == Op::less && a.explorer_ == nullptr && a.value_ >= b.most())
      return compared_by_size(*explorer, a, b, false);
    return Bool(smt::Proposition(*explorer, build(explorer->pool(), op, 0, a.term(explorer->pool()),
                                                  b.term(explorer->pool()), 0)));
  }
  static Number choice(const Bool &condition, const Number &yes, const Number &no) {
    if (condition.value().is_known())
      return condition.value().known_value() ? yes : no;
    smt::Explorer &explorer = *condition.value().explorer();
    smt::TermPool &pool = explorer.pool();
    Number result(explorer,
                  pool.choice(condition.value().term(pool), yes.term(pool), no.term(pool)));
    result.most_ = std::max(yes.most(), no.most());
    return result;
  }
  // Decides the choices that it is made of; the result may still be unknown.
  [[nodiscard]] Number decided() const;

private:
  [[nodiscard]] Uint128 most() const {
    return explorer_ == nullptr ? value_ : std::min(most_, smt::low_bits(width_));
  }
  [[nodiscard]] smt::Term term(smt::TermPool &pool) const {
    return explorer_ == nullptr ? pool.constant(width_, value_) : term_;
  }
  static smt::Term build(smt::TermPool &pool, Op op, unsigned width, smt::Term a, smt::Term b,
                         unsigned low);
  static smt::Term folded(smt::TermPool &pool, Op op, unsigned width, smt::Term a, smt::Term b,
                          unsigned low);
  // Folded without a look at the terms: `a` is less than `b`, or is not, by the largest that they
  // are.
  static bool compared_by_size(smt::Explorer &explorer, const Number &a, const Number &b,
                               bool is_less);
  static Uint128 most_of(Op op, unsigned width, const Number &a, const Number &b, unsigned low);

  unsigned width_ = 0;
  Uint128 value_ = 0;
  smt::Explorer *explorer_ = nullptr; // none: known
  smt::Term term_{};
  Uint128 most_ = ~Uint128{0}; // if it is not known
};

// A finite argument or answer as its number in 32 bits, and back.
template <class L, class Value>
Number<L> number_of_finite(const typename L::template Finite<Value> &value) {
  if constexpr (std::is_same_v<L, Concrete>) {
    return {32, static_cast<std::uint32_t>(static_cast<int>(value))};
  } else {
    if (value.explorer() == nullptr)
      return {32, smt::FiniteValue<Value>::number_of(value)};
    return {*value.explorer(), value.number(value.explorer()->pool())};
  }
}
template <class L, class Value>
typename L::template Finite<Value> finite_of_number(const Number<L> &number) {
  const auto word = number.template as<32>();
  if constexpr (std::is_same_v<L, Concrete>) {
    return static_cast<Value>(static_cast<int>(word.value()));
  } else {
    if (word.is_constant())
      return static_cast<Value>(static_cast<int>(word.constant().value()));
    return {*word.explorer(), word.term(word.explorer()->pool())};
  }
}

template <class L> Number<L> operator+(const Number<L> &a, const Number<L> &b) {
  return Number<L>::word(Op::add, a.width(), a, b);
}
template <class L> Number<L> operator-(const Number<L> &a, const Number<L> &b) {
  return Number<L>::word(Op::subtract, a.width(), a, b);
}
template <class L> Number<L> operator&(const Number<L> &a, const Number<L> &b) {
  return Number<L>::word(Op::bit_and, a.width(), a, b);
}
template <class L> Number<L> operator|(const Number<L> &a, const Number<L> &b) {
  return Number<L>::word(Op::bit_or, a.width(), a, b);
}
template <class L> Number<L> operator~(const Number<L> &a) {
  return Number<L>::word(Op::bit_not, a.width(), a, Number<L>());
}
// By a number of the same width; 0 from the width on.
template <class L> Number<L> operator<<(const Number<L> &a, const Number<L> &count) {
  return Number<L>::word(Op::shift_left, a.width(), a, count);
}
template <class L> Number<L> operator>>(const Number<L> &a, const Number<L> &count) {
  return Number<L>::word(Op::shift_right, a.width(), a, count);
}
template <class L> Number<L> extract(const Number<L> &a, unsigned low, unsigned width) {
  return low == 0 && width == a.width() ? a
                                        : Number<L>::word(Op::extract, width, a, Number<L>(), low);
}
template <class L> Number<L> zero_extend(const Number<L> &a, unsigned width) {
  return width == a.width() ? a : Number<L>::word(Op::zero_extend, width, a, Number<L>());
}
template <class L> typename Number<L>::Bool operator==(const Number<L> &a, const Number<L> &b) {
  return Number<L>::truth(Op::equal, a, b);
}
template <class L> typename Number<L>::Bool operator<(const Number<L> &a, const Number<L> &b) {
  return Number<L>::truth(Op::less, a, b);
}

} // namespace dma_verify::ir
