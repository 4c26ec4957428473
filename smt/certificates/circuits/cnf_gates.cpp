// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/circuits/cnf_gates.h"

#include <utility>

namespace dma_verify::smt {

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
  a = a < 0 ? -a : a;
  b = b < 0 ? -b : b;
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
  }
  return out;
}

} // namespace dma_verify::smt
