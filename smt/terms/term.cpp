// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/term.h"

#include "smt/terms/folding_steps.h"

#include <stdexcept>
#include <utility>

namespace dma_verify::smt {
namespace detail {

std::size_t NodeHash::operator()(const Node *node) const {
  std::size_t hash = static_cast<std::size_t>(node->op) * 131U + node->width;
  const auto mix = [&](std::uint64_t part) {
    hash = (hash ^ part) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 29U;
  };
  mix(static_cast<std::uint64_t>(node->value));
  mix(static_cast<std::uint64_t>(node->value >> 64U));
  for (const Term argument : node->arguments)
    mix(argument.exists() ? argument.id() + 1U : 0U);
  return hash;
}

bool NodeEqual::operator()(const Node *a, const Node *b) const {
  return a->op == b->op && a->width == b->width && a->value == b->value &&
         a->arguments == b->arguments && a->name == b->name;
}

} // namespace detail

unsigned Term::arity() const {
  switch (op()) {
  case Op::constant:
  case Op::variable:
    return 0;
  case Op::bit_not:
  case Op::extract:
  case Op::zero_extend:
  case Op::negation:
    return 1;
  case Op::choice:
    return 3;
  default:
    return 2;
  }
}

Uint128 apply(Op op, unsigned width, Uint128 value, const std::array<Uint128, 3> &arguments,
              unsigned argument_width) {
  const auto [a, b, c] = arguments;
  const Uint128 mask = width == 0 ? 1 : low_bits(width);
  switch (op) {
  case Op::constant:
  case Op::variable:
    return value;
  case Op::add:
    return (a + b) & mask;
  case Op::subtract:
    return (a - b) & mask;
  case Op::bit_and:
  case Op::conjunction:
    return a & b;
  case Op::bit_or:
  case Op::disjunction:
    return a | b;
  case Op::bit_not:
  case Op::negation:
    return ~a & mask;
  case Op::shift_left:
    return b >= width ? 0 : (a << static_cast<unsigned>(b)) & mask;
  case Op::shift_right:
    return b >= width ? 0 : a >> static_cast<unsigned>(b);
  case Op::extract:
    return (a >> static_cast<unsigned>(value)) & mask;
  case Op::zero_extend:
    return a & low_bits(argument_width);
  case Op::equal:
    return a == b ? 1 : 0;
  case Op::less:
    return a < b ? 1 : 0;
  case Op::choice:
    return a != 0 ? b : c;
  }
  return 0;
}

namespace {
// Commutative operations have constants last.
void put_constant_last(Term &a, Term &b) {
  if (a.is_constant() && !b.is_constant())
    std::swap(a, b);
}
bool is_commutative(Op op) {
  switch (op) {
  case Op::add:
  case Op::bit_and:
  case Op::bit_or:
  case Op::equal:
  case Op::conjunction:
  case Op::disjunction:
    return true;
  default:
    return false;
  }
}
bool are_opposite(Term a, Term b) {
  return (a.op() == Op::negation && a.argument(0) == b) ||
         (b.op() == Op::negation && b.argument(0) == a);
}
} // namespace

TermPool::TermPool(Folding folding)
    : folding_(folding),
      steps_(folding == Folding::recorded ? std::make_unique<FoldingSteps>() : nullptr) {
  false_ = make(Op::constant, 0, 0);
  true_ = make(Op::constant, 0, 1);
}

TermPool::~TermPool() = default;

Term TermPool::make(Op op, unsigned width, Uint128 value, Term a, Term b, Term c) {
  detail::Node &node = nodes_.emplace_back();
  node = {op,
          static_cast<std::uint8_t>(width),
          static_cast<std::uint32_t>(nodes_.size() - 1),
          value,
          {a, b, c},
          {}};
  auto place = known_.find(&node);
  if (place == known_.end() && is_commutative(op)) {
    std::swap(node.arguments[0], node.arguments[1]);
    place = known_.find(&node);
    std::swap(node.arguments[0], node.arguments[1]);
  }
  if (place == known_.end()) {
    known_.insert(&node);
    return Term(&node);
  }
  nodes_.pop_back();
  return Term(*place);
}

// As make, but computed at once if all arguments are constants.
Term TermPool::fold(Op op, unsigned width, Uint128 value, Term a, Term b, Term c) {
  const auto is_known = [](Term term) { return !term.exists() || term.is_constant(); };
  if (!is_known(a) || !is_known(b) || !is_known(c))
    return make(op, width, value, a, b, c);
  const auto number = [](Term term) { return term.exists() ? term.value() : Uint128{0}; };
  return make(Op::constant, width,
              apply(op, width, value, {number(a), number(b), number(c)}, a.width()));
}

Term TermPool::constant(unsigned width, Uint128 value) {
  return make(Op::constant, width, width == 0 ? value & 1 : value & low_bits(width));
}

Term TermPool::variable(std::string_view name, unsigned width) {
  const auto [place, added] = variables_.try_emplace(std::string(name));
  if (added) {
    detail::Node &node = nodes_.emplace_back();
    node.op = Op::variable;
    node.width = static_cast<std::uint8_t>(width);
    node.id = static_cast<std::uint32_t>(nodes_.size() - 1);
    node.name = place->first;
    place->second = Term(&node);
  }
  if (place->second.width() != width)
    throw std::logic_error("variable " + place->first + " has two widths");
  return place->second;
}

Term TermPool::build(Op op, unsigned width, Uint128 value, Term a, Term b, Term c) {
  if (folding_ == Folding::off)
    return make(op, width, value, a, b, c);
  const Term result = folded(op, width, value, a, b, c);
  if (steps_)
    steps_->add(op, width, value, {a, b, c}, result);
  return result;
}

Term TermPool::folded(Op op, unsigned width, Uint128 value, Term a, Term b, Term c) {
  switch (op) {
  case Op::constant:
  case Op::variable:
    break;
  case Op::add:
    return folded_add(a, b);
  case Op::subtract:
    return folded_subtract(a, b);
  case Op::bit_and:
    return folded_bit_and(a, b);
  case Op::bit_or:
    return folded_bit_or(a, b);
  case Op::bit_not:
    return folded_bit_not(a);
  case Op::shift_left:
    return folded_shift_left(a, b);
  case Op::shift_right:
    return folded_shift_right(a, b);
  case Op::extract:
    return folded_extract(a, static_cast<unsigned>(value), width);
  case Op::zero_extend:
    return folded_zero_extend(a, width);
  case Op::equal:
    return folded_equal(a, b);
  case Op::less:
    return folded_less(a, b);
  case Op::negation:
    return folded_negation(a);
  case Op::conjunction:
    return folded_conjunction(a, b);
  case Op::disjunction:
    return folded_disjunction(a, b);
  case Op::choice:
    return folded_choice(a, b, c);
  }
  throw std::logic_error("constants and variables have builders of their own");
}

Term TermPool::folded_add(Term a, Term b) {
  put_constant_last(a, b);
  if (b.is(0))
    return a;
  if (a.op() == Op::subtract && a.argument(1) == b)
    return a.argument(0);
  if (b.op() == Op::subtract && b.argument(1) == a)
    return b.argument(0);
  return fold(Op::add, a.width(), 0, a, b);
}

Term TermPool::folded_subtract(Term a, Term b) {
  if (a == b)
    return constant(a.width(), 0);
  if (b.is(0))
    return a;
  if (a.op() == Op::add && a.argument(0) == b)
    return a.argument(1);
  if (a.op() == Op::add && a.argument(1) == b)
    return a.argument(0);
  return fold(Op::subtract, a.width(), 0, a, b);
}

Term TermPool::folded_bit_and(Term a, Term b) {
  put_constant_last(a, b);
  if (a == b || b.is(low_bits(b.width())))
    return a;
  if (b.is(0))
    return b;
  return fold(Op::bit_and, a.width(), 0, a, b);
}

Term TermPool::folded_bit_or(Term a, Term b) {
  put_constant_last(a, b);
  if (a == b || b.is(0))
    return a;
  if (b.is(low_bits(b.width())))
    return b;
  return fold(Op::bit_or, a.width(), 0, a, b);
}

Term TermPool::folded_bit_not(Term a) {
  if (a.op() == Op::bit_not)
    return a.argument(0);
  return fold(Op::bit_not, a.width(), 0, a);
}

Term TermPool::folded_shift_left(Term a, Term count) {
  if (count.is(0) || a.is(0))
    return a;
  return fold(Op::shift_left, a.width(), 0, a, count);
}

Term TermPool::folded_shift_right(Term a, Term count) {
  if (count.is(0) || a.is(0))
    return a;
  return fold(Op::shift_right, a.width(), 0, a, count);
}

Term TermPool::folded_extract(Term a, unsigned low, unsigned width) {
  if (low == 0 && width == a.width())
    return a;
  if (a.op() == Op::zero_extend && low + width <= a.argument(0).width())
    return extract(a.argument(0), low, width);
  return fold(Op::extract, width, low, a);
}

Term TermPool::folded_zero_extend(Term a, unsigned width) {
  if (width == a.width())
    return a;
  if (a.op() == Op::zero_extend)
    return zero_extend(a.argument(0), width);
  return fold(Op::zero_extend, width, 0, a);
}

Term TermPool::folded_equal(Term a, Term b) {
  if (a == b)
    return true_;
  put_constant_last(a, b);
  if (a.width() == 0) {
    if (b.is_constant())
      return b.is(1) ? a : negation(a);
    if (are_opposite(a, b))
      return false_;
  }
  return fold(Op::equal, 0, 0, a, b);
}

Term TermPool::folded_less(Term a, Term b) {
  if (a == b || b.is(0) || a.is(low_bits(a.width())))
    return false_;
  return fold(Op::less, 0, 0, a, b);
}

Term TermPool::folded_negation(Term a) {
  if (a.op() == Op::negation)
    return a.argument(0);
  return fold(Op::negation, 0, 0, a);
}

Term TermPool::folded_conjunction(Term a, Term b) {
  put_constant_last(a, b);
  if (a == b || b == true_)
    return a;
  if (b == false_ || are_opposite(a, b))
    return false_;
  return fold(Op::conjunction, 0, 0, a, b);
}

Term TermPool::folded_disjunction(Term a, Term b) {
  put_constant_last(a, b);
  if (a == b || b == false_)
    return a;
  if (b == true_ || are_opposite(a, b))
    return true_;
  return fold(Op::disjunction, 0, 0, a, b);
}

Term TermPool::folded_choice(Term condition, Term yes, Term no) {
  if (condition.is_constant())
    return condition == true_ ? yes : no;
  if (yes == no)
    return yes;
  if (condition.op() == Op::negation)
    return choice(condition.argument(0), no, yes);
  if (yes.width() == 0) {
    if (yes.is_constant())
      return yes == true_ ? disjunction(condition, no) : conjunction(negation(condition), no);
    if (no.is_constant())
      return no == true_ ? disjunction(negation(condition), yes) : conjunction(condition, yes);
  }
  return make(Op::choice, yes.width(), 0, condition, yes, no);
}

} // namespace dma_verify::smt
