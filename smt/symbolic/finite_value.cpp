// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/finite_value.h"

namespace dma_verify::smt {

Proposition is_number(Explorer &explorer, Term term, std::uint32_t number) {
  TermPool &pool = explorer.pool();
  if (term.is_constant())
    return Proposition(term.value() == number);
  if (term.op() == Op::choice) {
    if (const auto known = explorer.known(term.argument(0)))
      return is_number(explorer, term.argument(*known ? 1 : 2), number);
    return choice(Proposition(explorer, term.argument(0)),
                  is_number(explorer, term.argument(1), number),
                  is_number(explorer, term.argument(2), number));
  }
  return {explorer, pool.equal(term, pool.constant(term.width(), number))};
}

std::uint32_t decided_number(Explorer &explorer, Term term) {
  while (term.op() == Op::choice)
    term = term.argument(explorer.decide(term.argument(0)) ? 1 : 2);
  if (!term.is_constant())
    throw ExplorationError("a finite answer is asked for that is not one of a few");
  return static_cast<std::uint32_t>(term.value());
}

} // namespace dma_verify::smt
