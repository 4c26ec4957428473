// SPDX-License-Identifier: GPL-2.0-only
#include "properties/broken_assumptions.h"

#include "model/kernel/convert.h"

namespace dma_verify {

bool keeps(std::span<const Assumption> assumptions, const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    return all_hold<M>(assumptions, convert_scenario<M>(stored));
  });
}

bool keeps_contract(const StoredScenario &stored) {
  return keeps(contract_of(stored.call), stored);
}

std::vector<Assumption> broken_assumptions(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    std::vector<Assumption> broken;
    for (const Assumption assumption : contract_of(stored.call)) {
      if (!holds<M>(assumption, scenario))
        broken.push_back(assumption);
    }
    return broken;
  });
}

} // namespace dma_verify
