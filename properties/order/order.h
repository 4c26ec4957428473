// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a call is smaller. A scenario is a list of numbers in kernel terms, the
// most significant first; 0 is the simplest value of each. All engines use this text, so that the
// minimizer and the solvers have the same order.
#pragma once

#include "properties/ops_helpers/ranks.h"
#include "properties/remap/ranks.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace dma_verify {

// Calls visit(name, number) for each number of the scenario, most significant first. One line for
// each unit.
template <class M, class Visit>
void for_each_rank(Order which, const Scenario<M> &scenario, Visit &&visit) {
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::visit_ranks<M>(which, scenario, visit);
  case UnitId::remap:
    return remap::visit_ranks<M>(scenario, visit);
  }
}

// The order of this property's counterexamples.
Order order_of(std::string_view property);

// The numbers of a concrete scenario.
using Ranks = std::vector<Uint128>;

template <class M> Ranks ranks_of(Order which, const Scenario<M> &scenario) requires M::kConcrete {
  Ranks ranks;
  ranks.reserve(24);
  for_each_rank<M>(which, scenario, [&](std::string_view, const typename M::Wide &value) {
    ranks.push_back(value.value());
  });
  return ranks;
}

// Whether the scenario is smaller than the one with these ranks, which is of the same call and
// architecture.
template <class M>
typename M::Bool is_smaller(Order which, const Scenario<M> &scenario, const Ranks &than) {
  using Wide = typename M::Wide;
  std::vector<Wide> ranks;
  ranks.reserve(than.size());
  for_each_rank<M>(which, scenario,
                   [&](std::string_view, const Wide &value) { ranks.push_back(value); });
  typename M::Bool smaller(false);
  for (std::size_t i = ranks.size(); i-- > 0;) {
    const Wide bound(than[i]);
    smaller = either(ranks[i] < bound, both(ranks[i] == bound, smaller));
  }
  return smaller;
}

// Of stored scenarios, on the machine of their architecture.
Ranks ranks_of(const StoredScenario &stored, Order which = Order::usual);
std::vector<std::string_view> rank_names(HelperId call, Order which = Order::usual);

// Lexicographic: -1 if `a` is smaller than `b`, 0 if equal, 1 if larger. Same call and
// architecture.
int compare_scenarios(const StoredScenario &a, const StoredScenario &b, Order which = Order::usual);

} // namespace dma_verify
