// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/evaluate.h"

namespace dma_verify::smt {

Uint128 Evaluator::operator()(Term term) {
  if (known_.size() <= term.id()) {
    known_.resize(term.id() + 1U, false);
    values_.resize(term.id() + 1U, 0);
  }
  if (known_[term.id()])
    return values_[term.id()];
  Uint128 value = term.value();
  if (term.op() == Op::variable) {
    const auto place = assignment_.find(term.name());
    const Uint128 mask = term.width() == 0 ? 1 : low_bits(term.width());
    value = place == assignment_.end() ? 0 : place->second & mask;
  } else if (term.arity() != 0) {
    std::array<Uint128, 3> arguments{};
    for (unsigned i = 0; i < term.arity(); ++i)
      arguments[i] = (*this)(term.argument(i));
    value = apply(term.op(), term.width(), value, arguments, term.argument(0).width());
  }
  known_[term.id()] = true;
  values_[term.id()] = value;
  return value;
}

} // namespace dma_verify::smt
