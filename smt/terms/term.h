// SPDX-License-Identifier: GPL-2.0-only
// Terms over bit-vectors and truth values: symbolic words consist of them, and solvers are asked
// about them. This file knows no solver.
#pragma once

#include "model/words/bits.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace dma_verify::smt {

enum class Op : std::uint8_t {
  constant,
  variable,
  // Words, modulo 2^width.
  add,
  subtract,
  bit_and,
  bit_or,
  bit_not,
  shift_left,  // by a word; 0 from the width on
  shift_right, // logical
  extract,     // the bits from `value` on
  zero_extend,
  // Comparisons of two words, unsigned, or (equal) of two truth values.
  equal,
  less,
  // Truth values.
  negation,
  conjunction,
  disjunction,
  // choice(condition, yes, no), of words or of truth values.
  choice,
};

namespace detail {
struct Node;
} // namespace detail

// A term: a value of one word, comparable and cheap to copy. Lives as long as its TermPool. Equal
// terms of one pool are the same term.
class Term {
public:
  constexpr Term() = default; // no term

  [[nodiscard]] constexpr bool exists() const { return node_ != nullptr; }
  [[nodiscard]] Op op() const;
  [[nodiscard]] unsigned width() const;        // in bits; 0: a truth value
  [[nodiscard]] std::uint32_t id() const;      // its position in the pool; arguments come before
  [[nodiscard]] Uint128 value() const;         // constant: its value; extract: the lowest bit taken
  [[nodiscard]] std::string_view name() const; // variable: its name
  [[nodiscard]] unsigned arity() const;
  [[nodiscard]] Term argument(unsigned index) const;

  [[nodiscard]] bool is_constant() const { return op() == Op::constant; }
  [[nodiscard]] bool is(Uint128 number) const { return is_constant() && value() == number; }

  friend constexpr bool operator==(Term a, Term b) { return a.node_ == b.node_; }

private:
  friend class TermPool;
  constexpr explicit Term(const detail::Node *node) : node_(node) {}
  const detail::Node *node_ = nullptr;
};

namespace detail {
struct Node {
  Op op = Op::constant;
  std::uint8_t width = 0;
  std::uint32_t id = 0;
  Uint128 value = 0;
  std::array<Term, 3> arguments{};
  std::string_view name{};
};
struct NodeHash {
  std::size_t operator()(const Node *node) const;
};
struct NodeEqual {
  bool operator()(const Node *a, const Node *b) const;
};
} // namespace detail

inline Op Term::op() const { return node_->op; }
inline unsigned Term::width() const { return node_->width; }
inline std::uint32_t Term::id() const { return node_->id; }
inline Uint128 Term::value() const { return node_->value; }
inline std::string_view Term::name() const { return node_->name; }
inline Term Term::argument(unsigned index) const { return node_->arguments[index]; }

// The low `width` bits set; 1 to 128.
constexpr Uint128 low_bits(unsigned width) {
  return width >= 128 ? ~Uint128{0} : (Uint128{1} << width) - 1;
}

// Whether terms are simplified where they are made; recorded: they are, and each step is kept.
enum class Folding : std::uint8_t { on, off, recorded };

class FoldingSteps;

// Makes and owns terms. Builders simplify what follows from the arguments alone (constants, x - x,
// x == x, a choice between equals), so that a condition that is always true does not fork. Without
// folding each builder makes just the operation that it names: then what it would have simplified
// is left to a solver.
// Arguments of one word operation have the same width.
class TermPool {
public:
  explicit TermPool(Folding folding = Folding::on);
  ~TermPool();
  TermPool(const TermPool &) = delete;
  TermPool &operator=(const TermPool &) = delete;

  Term constant(unsigned width, Uint128 value); // the low bits of `value`
  Term truth(bool value) const { return value ? true_ : false_; }
  // The variable of this name; asked for again, the same one, which must have the same width.
  Term variable(std::string_view name, unsigned width);

  // The operation that `op` names, of a result of this width; `value`: the lowest bit of an
  // extract.
  Term build(Op op, unsigned width, Uint128 value, Term a, Term b = {}, Term c = {});
  Term add(Term a, Term b) { return build(Op::add, a.width(), 0, a, b); }
  Term subtract(Term a, Term b) { return build(Op::subtract, a.width(), 0, a, b); }
  Term bit_and(Term a, Term b) { return build(Op::bit_and, a.width(), 0, a, b); }
  Term bit_or(Term a, Term b) { return build(Op::bit_or, a.width(), 0, a, b); }
  Term bit_not(Term a) { return build(Op::bit_not, a.width(), 0, a); }
  Term shift_left(Term a, Term count) { return build(Op::shift_left, a.width(), 0, a, count); }
  Term shift_right(Term a, Term count) { return build(Op::shift_right, a.width(), 0, a, count); }
  Term extract(Term a, unsigned low, unsigned width) { return build(Op::extract, width, low, a); }
  Term zero_extend(Term a, unsigned width) { return build(Op::zero_extend, width, 0, a); }
  Term equal(Term a, Term b) { return build(Op::equal, 0, 0, a, b); }
  Term less(Term a, Term b) { return build(Op::less, 0, 0, a, b); }
  Term negation(Term a) { return build(Op::negation, 0, 0, a); }
  Term conjunction(Term a, Term b) { return build(Op::conjunction, 0, 0, a, b); }
  Term disjunction(Term a, Term b) { return build(Op::disjunction, 0, 0, a, b); }
  Term choice(Term condition, Term yes, Term no) {
    return build(Op::choice, yes.width(), 0, condition, yes, no);
  }

  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] Folding folding() const { return folding_; }
  // Of a pool that records them; else null.
  [[nodiscard]] FoldingSteps *steps() const { return steps_.get(); }

private:
  Term make(Op op, unsigned width, Uint128 value, Term a = {}, Term b = {}, Term c = {});
  Term fold(Op op, unsigned width, Uint128 value, Term a = {}, Term b = {}, Term c = {});
  Term folded(Op op, unsigned width, Uint128 value, Term a, Term b, Term c);
  Term folded_add(Term a, Term b);
  Term folded_subtract(Term a, Term b);
  Term folded_bit_and(Term a, Term b);
  Term folded_bit_or(Term a, Term b);
  Term folded_bit_not(Term a);
  Term folded_shift_left(Term a, Term count);
  Term folded_shift_right(Term a, Term count);
  Term folded_extract(Term a, unsigned low, unsigned width);
  Term folded_zero_extend(Term a, unsigned width);
  Term folded_equal(Term a, Term b);
  Term folded_less(Term a, Term b);
  Term folded_negation(Term a);
  Term folded_conjunction(Term a, Term b);
  Term folded_disjunction(Term a, Term b);
  Term folded_choice(Term condition, Term yes, Term no);

  Folding folding_;
  std::unique_ptr<FoldingSteps> steps_;
  std::deque<detail::Node> nodes_;
  std::unordered_set<const detail::Node *, detail::NodeHash, detail::NodeEqual> known_;
  std::unordered_map<std::string, Term> variables_;
  Term true_;
  Term false_;
};

// The value of an operation on constants. Truth values are 0 and 1.
Uint128 apply(Op op, unsigned width, Uint128 value, const std::array<Uint128, 3> &arguments,
              unsigned argument_width);

} // namespace dma_verify::smt
