// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/circuits/cnf_gates.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dma_verify::smt {

namespace {
Literal variable_of(Literal literal) { return literal < 0 ? -literal : literal; }
} // namespace

CnfGates::CnfGates() { require(input()); }

CnfGates::Bit CnfGates::input() { return ++cnf_.variables; }

void CnfGates::require(Bit a) { add({a}); }

std::pair<CnfGates::Bit, bool> CnfGates::output(const Key &key) {
  const auto [place, added] = gates_.try_emplace(key, 0);
  if (added)
    place->second = input();
  return {place->second, added};
}

CnfGates::Bit CnfGates::both(Bit a, Bit b) {
  if (a == b || b == kTrue)
    return a;
  if (a == kTrue)
    return b;
  if (a == -b || a == -kTrue || b == -kTrue)
    return -kTrue;
  if (a > b)
    std::swap(a, b);
  const auto [out, is_new] = output({Gate::both, a, b, 0});
  if (is_new) {
    add({-out, a});
    add({-out, b});
    add({out, -a, -b});
  }
  return out;
}

CnfGates::Bit CnfGates::differ(Bit a, Bit b) {
  // Negations of inputs are moved to the output.
  const bool negated = (a < 0) != (b < 0);
  a = variable_of(a);
  b = variable_of(b);
  if (a > b)
    std::swap(a, b);
  const auto signed_as = [negated](Bit bit) { return negated ? -bit : bit; };
  if (a == b)
    return signed_as(-kTrue);
  if (a == kTrue)
    return signed_as(-b);
  const auto [out, is_new] = output({Gate::differ, a, b, 0});
  if (is_new) {
    add({-out, a, b});
    add({-out, -a, -b});
    add({out, -a, b});
    add({out, a, -b});
  }
  return signed_as(out);
}

CnfGates::Bit CnfGates::select(Bit condition, Bit yes, Bit no) {
  if (condition == kTrue || yes == no)
    return yes;
  if (condition == -kTrue)
    return no;
  if (yes == -no)
    return differ(condition, no);
  if (yes == kTrue || yes == condition)
    return -both(-condition, -no);
  if (yes == -kTrue || yes == -condition)
    return both(-condition, no);
  if (no == kTrue || no == -condition)
    return -both(condition, -yes);
  if (no == -kTrue || no == condition)
    return both(condition, yes);
  if (condition < 0) {
    condition = -condition;
    std::swap(yes, no);
  }
  const auto [out, is_new] = output({Gate::select, condition, yes, no});
  if (is_new) {
    add({-condition, -yes, out});
    add({-condition, yes, -out});
    add({condition, -no, out});
    add({condition, no, -out});
    // These follow from the other clauses; with them proofs are a third as long.
    add({-yes, -no, out});
    add({yes, no, -out});
  }
  return out;
}

CnfGates::Bit CnfGates::majority(Bit a, Bit b, Bit c) {
  std::array bits = {a, b, c};
  std::ranges::sort(bits, {}, &variable_of);
  a = bits[0];
  b = bits[1];
  c = bits[2];
  if (a == kTrue)
    return -both(-b, -c);
  if (a == -kTrue)
    return both(b, c);
  if (a == -b)
    return c;
  if (a == b || b == -c)
    return a;
  if (b == c)
    return b;
  if (a < 0)
    return -majority(-a, -b, -c);
  const auto [out, is_new] = output({Gate::majority, a, b, c});
  if (is_new) {
    add({-a, -b, out});
    add({-a, -c, out});
    add({-b, -c, out});
    add({a, b, -out});
    add({a, c, -out});
    add({b, c, -out});
  }
  return out;
}

} // namespace dma_verify::smt
