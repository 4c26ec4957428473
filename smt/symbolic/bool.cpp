// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/bool.h"

namespace dma_verify::smt {
namespace {

using Guard = std::optional<Proposition>;

// True if one of the two guards is.
Guard joined(const Guard &a, const Guard &b) {
  if (!a || !b)
    return a ? a : b;
  return disjunction(*a, *b);
}

} // namespace

Proposition operator!(const Proposition &a) {
  if (a.is_known())
    return Proposition(!a.known_value());
  TermPool &pool = a.explorer()->pool();
  return {*a.explorer(), pool.negation(a.term(pool))};
}

Proposition conjunction(const Proposition &a, const Proposition &b) {
  if (a.is_known())
    return a.known_value() ? b : a;
  if (b.is_known())
    return b.known_value() ? a : b;
  TermPool &pool = a.explorer()->pool();
  return {*a.explorer(), pool.conjunction(a.term(pool), b.term(pool))};
}

Proposition disjunction(const Proposition &a, const Proposition &b) { return !conjunction(!a, !b); }

Proposition choice(const Proposition &condition, const Proposition &yes, const Proposition &no) {
  if (condition.is_known())
    return condition.known_value() ? yes : no;
  TermPool &pool = condition.explorer()->pool();
  return {*condition.explorer(), pool.choice(condition.term(pool), yes.term(pool), no.term(pool))};
}

Bool both(const Bool &a, const Bool &b) {
  return {conjunction(a.value(), b.value()), joined(a.guard(), b.guard())};
}

Bool either(const Bool &a, const Bool &b) {
  return {disjunction(a.value(), b.value()), joined(a.guard(), b.guard())};
}

Bool negate(const Bool &a) { return !a; }

Bool implies(const Bool &a, const Bool &b) {
  // If the premise does not hold, the implication says nothing, whatever the conclusion is.
  Guard guard = b.guard();
  if (guard) {
    guard = conjunction(a.value(), *guard);
  } else if (a.value().is_known() && !a.value().known_value()) {
    guard = Proposition(false);
  } else if (!a.value().is_known()) {
    guard = a.value();
  }
  return {disjunction(!a.value(), b.value()), guard};
}

Bool select(const Bool &condition, const Bool &yes, const Bool &no) {
  return {choice(condition.value(), yes.value(), no.value()),
          joined(condition.guard(), joined(yes.guard(), no.guard()))};
}

} // namespace dma_verify::smt
