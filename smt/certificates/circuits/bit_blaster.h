// SPDX-License-Identifier: GPL-2.0-only
// Terms as circuits: each term's bits, over any kind of gates.
#pragma once

#include "smt/certificates/circuits/word_circuits.h"
#include "smt/terms/term.h"

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dma_verify::smt {

template <BitGates Gates> class BitBlaster {
public:
  using Bit = typename Gates::Bit;
  using Word = std::vector<Bit>;
  // The bits of a variable, asked for once each.
  using Variable = std::function<Word(Term)>;

  BitBlaster(Gates &gates, Variable variable) : words_(gates), variable_(std::move(variable)) {}

  // The bits of a term, the lowest first; one bit for a truth value.
  const Word &operator()(Term term) {
    const auto known = known_.find(term.id());
    if (known != known_.end())
      return known->second.bits;
    for (unsigned i = 0; i < term.arity(); ++i)
      (*this)(term.argument(i));
    return known_.emplace(term.id(), Known{term, circuit(term)}).first->second.bits;
  }

  // visit(term, its bits), for each term so far.
  template <class Visit> void for_each(Visit &&visit) const {
    for (const auto &[id, known] : known_)
      visit(known.term, known.bits);
  }

private:
  struct Known {
    Term term;
    Word bits;
  };

  // The circuit on top of the arguments', which are known.
  Word circuit(Term term) {
    const auto word = [&](unsigned i) -> const Word & {
      return known_.at(term.argument(i).id()).bits;
    };
    const auto bit = [&](unsigned i) { return word(i).front(); };
    switch (term.op()) {
    case Op::constant:
      return words_.constant(term.width() == 0 ? 1 : term.width(), term.value());
    case Op::variable:
      return variable_(term);
    case Op::add:
      return words_.add(word(0), word(1));
    case Op::subtract:
      return words_.subtract(word(0), word(1));
    case Op::bit_and:
    case Op::conjunction:
      return words_.bit_and(word(0), word(1));
    case Op::bit_or:
    case Op::disjunction:
      return words_.bit_or(word(0), word(1));
    case Op::bit_not:
    case Op::negation:
      return words_.bit_not(word(0));
    case Op::shift_left:
      return words_.shift_left(word(0), word(1));
    case Op::shift_right:
      return words_.shift_right(word(0), word(1));
    case Op::extract:
      return words_.extract(word(0), static_cast<unsigned>(term.value()), term.width());
    case Op::zero_extend:
      return words_.zero_extend(word(0), term.width());
    case Op::equal:
      return {words_.equal(word(0), word(1))};
    case Op::less:
      return {words_.less(word(0), word(1))};
    case Op::choice:
      return words_.choice(bit(0), word(1), word(2));
    }
    return {};
  }

  WordCircuits<Gates> words_;
  Variable variable_;
  std::unordered_map<std::uint32_t, Known> known_;
};

} // namespace dma_verify::smt
