// SPDX-License-Identifier: GPL-2.0-only
// The assumptions of all units. A property lists those that it needs; proofs assert exactly these,
// generators keep to them. One line for each unit in each list.
#pragma once

#include "properties/ops_helpers/contracts.h"
#include "properties/remap/contracts.h"

#include <span>
#include <vector>

namespace dma_verify {

const std::vector<AssumptionText> &assumption_texts();
const AssumptionText &text_of(Assumption assumption);

// The contract of the callers of one helper: what every verdict stands on.
std::span<const Assumption> contract_of(HelperId helper);

// Whether the scenario keeps the assumption.
template <class M> typename M::Bool holds(Assumption which, const Scenario<M> &scenario) {
  switch (which.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::keeps<M>(ops_helpers::assumed(which), scenario);
  case UnitId::remap:
    return remap::keeps<M>(remap::assumed(which), scenario);
  }
  return typename M::Bool(false);
}

// Whether all of them hold.
template <class M>
typename M::Bool all_hold(std::span<const Assumption> assumptions, const Scenario<M> &scenario) {
  typename M::Bool all(true);
  for (const Assumption assumption : assumptions)
    all = both(all, holds<M>(assumption, scenario));
  return all;
}

} // namespace dma_verify
