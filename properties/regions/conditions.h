// SPDX-License-Identifier: GPL-2.0-only
// Conditions on a scenario in kernel terms. Regions of failing scenarios are conjunctions of them.
// Each has a text and a template that runs on machine words and on terms. They compare what the
// properties, the contracts and the kernel's own code compare: fields and answers, the page counts
// and frames of the right helper, and values of the counterexample itself. No condition is the
// formula that a mutant computes instead. One line for each unit.
#pragma once

#include "properties/ops_helpers/regions.h"
#include "properties/remap/regions.h"

namespace dma_verify {

// The conditions that are tried for a scenario's call, the most useful first. Some compare with the
// values of the counterexample `here`.
template <class M>
std::vector<Condition<M>> conditions_of(const Scenario<M> &scenario, const StoredScenario &here) {
  conditions::List<M> list;
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    ops_helpers::add_conditions(list, scenario, here);
    break;
  case UnitId::remap:
    remap::add_conditions(list, scenario, here);
    break;
  }
  return list.take();
}

// Which of them hold in a stored scenario, on the machine of its architecture; in their order.
std::vector<bool> conditions_that_hold(const StoredScenario &stored, const StoredScenario &here);
std::vector<std::string> condition_texts(const StoredScenario &here);

} // namespace dma_verify
