// SPDX-License-Identifier: GPL-2.0-only
// What the properties of this unit read out of an observation.
#pragma once

#include "properties/agreement.h"
#include "properties/property.h"
#include "properties/remap/contracts.h"

namespace dma_verify::remap {

// Pointers as C compares them.
using agreement::same;

// Calls visit(mapping, area) for each mapping that was made and its area, which says whether it is
// still there. Areas are made in the order of the trace.
template <class M, class Visit>
void for_each_mapping(const Observation<M> &observation, Visit &&visit) {
  std::size_t made = 0;
  for (const Effect<M> &effect : observation.trace) {
    if (effect.kind == EffectKind::vmap && !effect.result.is_null)
      visit(effect, observation.areas[made++]);
  }
}

// This mapping is what the call returned.
template <class M>
typename M::Bool is_returned(const Observation<M> &observation, const Effect<M> &mapping) {
  if (observation.result.is_null)
    return typename M::Bool(false);
  return observation.result.address == mapping.result.address;
}

// The entry at which the mapping is judged is one of it.
template <class M>
typename M::Bool is_probed(const Scenario<M> &scenario, const Effect<M> &mapping) {
  return M::wide(scenario.probe) < resize<2 * M::kWordBits>(mapping.count);
}

} // namespace dma_verify::remap
