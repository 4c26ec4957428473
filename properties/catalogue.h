// SPDX-License-Identifier: GPL-2.0-only
// The list of all properties of all units. Adding a unit: its list here.
#pragma once

#include "properties/ops_helpers/properties.h"
#include "properties/remap/properties.h"

#include <optional>
#include <span>
#include <string_view>

namespace dma_verify {

using Catalogue = JoinedLists<ops_helpers::Properties, remap::Properties>::Type;

// Position in the catalogue.
using PropertyIndex = std::size_t;

std::span<const PropertyText> catalogue();

// The property with this id, if there is one.
std::optional<PropertyIndex> find_property(std::string_view id);

// Judges an observation of a call that returned.
template <class M>
Judgement<M> judge(PropertyIndex property, const Scenario<M> &scenario,
                   const Observation<M> &observation) {
  Judgement<M> judgement;
  Catalogue::kJudges<M>[property](scenario, observation, judgement);
  return judgement;
}

// Whether the property can say something of a call that ended in this way.
inline bool judges(const PropertyText &property, Completion completion) {
  if (completion == Completion::returned)
    return true;
  if (completion == Completion::unmodelled || completion == Completion::too_long)
    return false;
  return property.family() == "execution" ||
         (property.family() == "dispatch" && completion == Completion::crashed);
}

template <class M>
LabelSet labels_of(PropertyIndex property, const Scenario<M> &scenario,
                   const Observation<M> &observation) {
  return Catalogue::kLabels<M>[property](scenario, observation);
}

} // namespace dma_verify
