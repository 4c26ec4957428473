// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/values/number.h"

#include "smt/terms/folding_steps.h"

#include <algorithm>

namespace dma_verify::ir {
namespace {

using smt::Term;
using smt::TermPool;

bool is_choice_of_constants(Term term) {
  return term.exists() && term.op() == Op::choice && term.argument(1).is_constant() &&
         term.argument(2).is_constant();
}
bool is_constant(Term term) { return !term.exists() || term.is_constant(); }

// A shift by a constant that keeps what another one has left: (a << k) >> k is a without its upper
// k bits.
Term folded_shift(TermPool &pool, Op op, Term a, Term b) {
  if (op != Op::shift_right || a.op() != Op::shift_left || !b.is_constant() || a.argument(1) != b ||
      b.value() >= a.width())
    return {};
  const auto kept = a.width() - static_cast<unsigned>(b.value());
  return pool.zero_extend(pool.extract(a.argument(0), 0, kept), a.width());
}

// The number of low bits that are all ones; 0 if the number is something else.
unsigned low_ones(Uint128 number) {
  unsigned bits = 0;
  while (bits < 128 && (number >> bits & 1U) != 0)
    ++bits;
  return number == smt::low_bits(std::max(1U, bits)) ? bits : 0;
}
bool rounds_up(Term term, unsigned bits) {
  return term.op() == Op::add && term.argument(1).is(smt::low_bits(bits));
}

// Rounding to a multiple of 2^k in one form: up by a mask, as PAGE_ALIGN does, down by two shifts,
// as a count of pages that becomes bytes again.
Term folded_rounding(TermPool &pool, Op op, Term a, Term b) {
  if (!b.exists() || !b.is_constant() || b.is(0) || a.is_constant())
    return {};
  if (op == Op::shift_right && b.value() < a.width()) {
    const auto bits = static_cast<unsigned>(b.value());
    if (!rounds_up(a, bits))
      return {};
    const Term mask = pool.constant(a.width(), ~smt::low_bits(bits));
    return pool.shift_right(pool.bit_and(a, mask), b);
  }
  if (op != Op::bit_and)
    return {};
  const unsigned bits = low_ones(~b.value() & smt::low_bits(a.width()));
  if (bits == 0 || rounds_up(a, bits))
    return {};
  const Term count = pool.constant(a.width(), bits);
  return pool.shift_left(pool.shift_right(a, count), count);
}

// Sums with a constant are one sum, and the low bits of a sum are the sum of the low bits: so that
// what a compiler has computed in another width or order is the model's term again.
Term folded_sum(TermPool &pool, Op op, Term a, Term b) {
  if (op == Op::subtract && a.is_constant() && b.op() == Op::subtract &&
      b.argument(0).is_constant()) // c - (d - x)
    return pool.add(b.argument(1), pool.subtract(a, b.argument(0)));
  if (op == Op::add && b.exists() && a.is_constant())
    std::swap(a, b);
  if (!b.exists() || !b.is_constant() || (op != Op::add && op != Op::subtract))
    return {};
  const Term step = op == Op::add ? b : pool.subtract(pool.constant(b.width(), 0), b);
  if (a.op() == Op::add && a.argument(1).is_constant())
    return pool.add(a.argument(0), pool.add(a.argument(1), step));
  // One form for both: a sum.
  return op == Op::subtract ? pool.add(a, step) : Term();
}
Term folded_extract(TermPool &pool, Op op, unsigned width, Term a, unsigned low) {
  if (op != Op::extract || low != 0 || (a.op() != Op::add && a.op() != Op::subtract) ||
      !(a.argument(0).is_constant() || a.argument(1).is_constant()))
    return {};
  const Term first = pool.extract(a.argument(0), 0, width);
  const Term second = pool.extract(a.argument(1), 0, width);
  return a.op() == Op::add ? pool.add(first, second) : pool.subtract(first, second);
}

} // namespace

// Operations on a choice between two constants are computed on both: what compilers make of a truth
// value, "1 or 0" that is compared with 0, is again the truth value.
Term Number<smt::Symbolic>::build(TermPool &pool, Op op, unsigned width, Term a, Term b,
                                  unsigned low) {
  if (pool.folding() == smt::Folding::off)
    return pool.build(op, width, low, a, b);
  const Term result = folded(pool, op, width, a, b, low);
  if (pool.steps() != nullptr)
    pool.steps()->add(op, width, low, {a, b, Term()}, result);
  return result;
}

Term Number<smt::Symbolic>::folded(TermPool &pool, Op op, unsigned width, Term a, Term b,
                                   unsigned low) {
  if (is_choice_of_constants(a) && is_constant(b)) {
    return pool.choice(a.argument(0), build(pool, op, width, a.argument(1), b, low),
                       build(pool, op, width, a.argument(2), b, low));
  }
  if (b.exists() && is_choice_of_constants(b) && is_constant(a)) {
    return pool.choice(b.argument(0), build(pool, op, width, a, b.argument(1), low),
                       build(pool, op, width, a, b.argument(2), low));
  }
  if (const Term shifted = folded_shift(pool, op, a, b); shifted.exists())
    return shifted;
  if (const Term rounded = folded_rounding(pool, op, a, b); rounded.exists())
    return rounded;
  if (const Term sum = folded_sum(pool, op, a, b); sum.exists())
    return sum;
  if (const Term cut = folded_extract(pool, op, width, a, low); cut.exists())
    return cut;
  return pool.build(op, width, low, a, b);
}

bool Number<smt::Symbolic>::compared_by_size(smt::Explorer &explorer, const Number &a,
                                             const Number &b, bool is_less) {
  TermPool &pool = explorer.pool();
  if (pool.steps() != nullptr)
    pool.steps()->add(Op::less, 0, 0, {a.term(pool), b.term(pool), Term()}, pool.truth(is_less));
  return is_less;
}

// An upper bound of the result, from those of the arguments.
Uint128 Number<smt::Symbolic>::most_of(Op op, unsigned width, const Number &a, const Number &b,
                                       unsigned low) {
  const Uint128 all = smt::low_bits(width);
  switch (op) {
  case Op::add:
    return a.most() <= all - b.most() ? a.most() + b.most() : all;
  case Op::subtract:
    return a.known() && b.most() <= *a.known() ? *a.known() : all;
  case Op::bit_and:
    return std::min(a.most(), b.most());
  case Op::shift_right:
    return b.known() ? (*b.known() < width ? a.most() >> static_cast<unsigned>(*b.known()) : 0)
                     : a.most();
  case Op::extract:
    return low == 0 ? std::min(a.most(), all) : all;
  case Op::zero_extend:
    return a.most();
  default:
    return all;
  }
}

Number<smt::Symbolic> Number<smt::Symbolic>::decided() const {
  if (explorer_ == nullptr)
    return *this;
  const auto decide = [this](const auto &self, Term term) -> Term {
    switch (term.op()) {
    case Op::constant:
    case Op::variable:
      return term;
    case Op::choice:
      return self(self, explorer_->decide(term.argument(0)) ? term.argument(1) : term.argument(2));
    default:
      break;
    }
    const Term a = self(self, term.argument(0));
    const Term b = term.arity() > 1 ? self(self, term.argument(1)) : Term();
    const auto low = term.op() == Op::extract ? static_cast<unsigned>(term.value()) : 0;
    return build(explorer_->pool(), term.op(), term.width(), a, b, low);
  };
  return {*explorer_, decide(decide, term_)};
}

} // namespace dma_verify::ir
