// SPDX-License-Identifier: GPL-2.0-only
// What LLVM's operations compute, from the few that numbers have; and when they overflow.
#pragma once

#include "smt/ir/values/number.h"

namespace dma_verify::ir {

template <class L> using Truth = typename Number<L>::Bool;

inline bool is_surely_false(bool truth) { return !truth; }
inline bool is_surely_false(const smt::Bool &truth) {
  return truth.value().is_known() && !truth.value().known_value();
}

template <class L> Number<L> like(const Number<L> &a, Uint128 value) { return {a.width(), value}; }

template <class L> Truth<L> is_zero(const Number<L> &a) { return a == like(a, 0); }
template <class L> Truth<L> differ(const Number<L> &a, const Number<L> &b) {
  return negate(a == b);
}
// An i1 and a truth value.
template <class L> Truth<L> truth_of(const Number<L> &bit) { return bit == like(bit, 1); }
template <class L> Number<L> bit_of(const Truth<L> &truth) {
  return Number<L>::choice(truth, Number<L>(1, 1), Number<L>(1, 0));
}

template <class L> Number<L> bit_xor(const Number<L> &a, const Number<L> &b) {
  if (b.known() == smt::low_bits(a.width()))
    return ~a;
  return (a | b) - (a & b);
}

template <class L> Truth<L> is_negative(const Number<L> &a) {
  return negate(a < like(a, Uint128{1} << (a.width() - 1)));
}
// Comparison of signed numbers: of unsigned ones with the sign bit turned over.
template <class L> Truth<L> signed_less(const Number<L> &a, const Number<L> &b) {
  const Number<L> sign = like(a, Uint128{1} << (a.width() - 1));
  if (b.known() == Uint128{0})
    return is_negative(a);
  return a + sign < b + sign;
}
template <class L> Number<L> sign_extend(const Number<L> &a, unsigned width) {
  if (width == a.width())
    return a;
  const Uint128 upper = smt::low_bits(width) & ~smt::low_bits(a.width());
  const Number<L> wide = zero_extend(a, width);
  return Number<L>::choice(is_negative(a), wide | like(wide, upper), wide);
}

template <class L> Number<L> negated(const Number<L> &a) { return like(a, 0) - a; }
template <class L> Number<L> magnitude(const Number<L> &a) {
  return Number<L>::choice(is_negative(a), negated(a), a);
}

// Modulo 2^width: a sum of shifted words.
template <class L> Number<L> multiply(const Number<L> &a, const Number<L> &b) {
  if (a.known() && !b.known())
    return multiply(b, a);
  Number<L> sum = like(a, 0);
  for (unsigned bit = 0; bit < a.width(); ++bit) {
    if (b.known() && (*b.known() >> bit & 1U) == 0)
      continue;
    const Number<L> shifted = a << like(a, bit);
    const Number<L> part =
        Number<L>::choice(extract(b, bit, 1) == Number<L>(1, 1), shifted, like(a, 0));
    sum = sum + part;
  }
  return sum;
}

template <class L> struct Division {
  Number<L> quotient;
  Number<L> rest;
};
// Of unsigned numbers, by one that is not 0: shifts where that is a known power of two, otherwise
// long division.
template <class L> Division<L> divide(const Number<L> &a, const Number<L> &b) {
  if (const auto by = b.known(); by && (*by & (*by - 1)) == 0 && *by != 0) {
    unsigned bits = 0;
    while ((Uint128{1} << bits) != *by)
      ++bits;
    return {a >> like(a, bits), a & like(a, *by - 1)};
  }
  const unsigned wide = a.width() + 1; // the rest may be twice the divisor less one
  const Number<L> divisor = zero_extend(b, wide);
  Number<L> quotient = like(a, 0);
  Number<L> rest(wide, 0);
  for (unsigned bit = a.width(); bit-- > 0;) {
    rest = (rest << like(rest, 1)) | zero_extend(extract(a, bit, 1), wide);
    const Truth<L> fits = negate(rest < divisor);
    rest = Number<L>::choice(fits, rest - divisor, rest);
    quotient = Number<L>::choice(fits, quotient | like(a, Uint128{1} << bit), quotient);
  }
  return {quotient, extract(rest, 0, a.width())};
}
// Rounds to zero; the rest has the sign of `a`.
template <class L> Division<L> signed_divide(const Number<L> &a, const Number<L> &b) {
  const Division<L> unsigned_ones = divide(magnitude(a), magnitude(b));
  const auto turned = select(is_negative(a), negate(is_negative(b)), is_negative(b));
  return {Number<L>::choice(turned, negated(unsigned_ones.quotient), unsigned_ones.quotient),
          Number<L>::choice(is_negative(a), negated(unsigned_ones.rest), unsigned_ones.rest)};
}

template <class L> Number<L> arithmetic_shift(const Number<L> &a, const Number<L> &count) {
  return Number<L>::choice(is_negative(a), ~(~a >> count), a >> count);
}

template <class L> Truth<L> same_sign(const Number<L> &a, const Number<L> &b) {
  return select(is_negative(a), is_negative(b), negate(is_negative(b)));
}

// Whether the result is another one than that of the operation on all integers.
template <class L> Truth<L> add_wraps(const Number<L> &a, const Number<L> &b) { return a + b < a; }
template <class L> Truth<L> subtract_wraps(const Number<L> &a, const Number<L> &b) { return a < b; }
template <class L> Truth<L> signed_add_wraps(const Number<L> &a, const Number<L> &b) {
  return both(same_sign(a, b), negate(same_sign(a, a + b)));
}
template <class L> Truth<L> signed_subtract_wraps(const Number<L> &a, const Number<L> &b) {
  return both(negate(same_sign(a, b)), negate(same_sign(a, a - b)));
}
template <class L> Truth<L> multiply_wraps(const Number<L> &a, const Number<L> &b) {
  const Number<L> wide = multiply(zero_extend(a, 2 * a.width()), zero_extend(b, 2 * a.width()));
  return differ(wide, zero_extend(extract(wide, 0, a.width()), 2 * a.width()));
}
template <class L> Truth<L> signed_multiply_wraps(const Number<L> &a, const Number<L> &b) {
  const Number<L> wide = multiply(sign_extend(a, 2 * a.width()), sign_extend(b, 2 * a.width()));
  return differ(wide, sign_extend(extract(wide, 0, a.width()), 2 * a.width()));
}

// Bits from the lowest to the highest one that is set, 0 of 0; found by halving.
template <class L> Number<L> bits_needed(const Number<L> &a) {
  Number<L> rest = a;
  Number<L> bits = like(a, 0);
  for (unsigned step = std::bit_ceil(a.width()) / 2; step != 0; step /= 2) {
    if (step >= a.width())
      continue;
    const Truth<L> upper = negate(rest < like(a, Uint128{1} << step));
    bits = Number<L>::choice(upper, bits + like(a, step), bits);
    rest = Number<L>::choice(upper, rest >> like(a, step), rest);
  }
  return bits + rest;
}
template <class L> Number<L> leading_zeros(const Number<L> &a) {
  return like(a, a.width()) - bits_needed(a).at_most(a.width());
}
template <class L> Number<L> trailing_zeros(const Number<L> &a) {
  // The lowest bit alone.
  const Number<L> lowest = a & negated(a);
  return Number<L>::choice(is_zero(a), like(a, a.width()),
                           (bits_needed(lowest) - like(a, 1)).at_most(a.width() - 1));
}
template <class L> Number<L> ones(const Number<L> &a) {
  Number<L> sum = like(a, 0);
  for (unsigned bit = 0; bit < a.width(); ++bit)
    sum = sum + zero_extend(extract(a, bit, 1), a.width());
  return sum;
}
template <class L> Number<L> joined(const Number<L> &high, const Number<L> &low) {
  const unsigned width = high.width() + low.width();
  return zero_extend(high, width) << Number<L>(width, low.width()) | zero_extend(low, width);
}
template <class L> Number<L> bytes_turned(const Number<L> &a) {
  Number<L> turned = extract(a, 0, 8);
  for (unsigned byte = 1; byte < a.width() / 8; ++byte)
    turned = joined(turned, extract(a, 8 * byte, 8));
  return turned;
}

} // namespace dma_verify::ir
