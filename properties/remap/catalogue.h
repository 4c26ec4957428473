// SPDX-License-Identifier: GPL-2.0-only
// The list of this unit's properties. Adding one: write it beside its family, add its type here.
#pragma once

#include "properties/remap/areas.h"
#include "properties/remap/attributes.h"
#include "properties/remap/completeness.h"
#include "properties/remap/count_bounds.h"
#include "properties/remap/error_unwind.h"
#include "properties/remap/execution.h"
#include "properties/remap/ownership.h"
#include "properties/remap/page_range.h"

#include <vector>

namespace dma_verify::remap {

template <class... P> struct PropertyList {
  static constexpr std::size_t kSize = sizeof...(P);
  static constexpr std::array<PropertyText, kSize> kTexts = {P::kText...};
  template <class M>
  using Judge = void (*)(const Scenario<M> &, const Observation<M> &, Judgement<M> &);
  template <class M>
  static constexpr std::array<Judge<M>, kSize> kJudges = {&P::template judge<M>...};
};

using Catalogue =
    PropertyList<ContiguousPageRange, ArrayPageRange, FoundPageRange,
                 CountBounds<Helper::contiguous_remap>, CountBounds<Helper::pages_remap>,
                 ContiguousUnwind, ArrayUnwind, ContiguousOwnership, ArrayOwnership, FoundArray,
                 FreedArea, ContiguousAttributes, ArrayAttributes, ContiguousCompleteness,
                 ArrayCompleteness, FreeCompleteness, Execution<Helper::find_pages>,
                 Execution<Helper::pages_remap>, Execution<Helper::contiguous_remap>,
                 Execution<Helper::free_remap>>;

// Position in the catalogue.
using PropertyIndex = std::size_t;

// Whether the property can say something of a call that ended in this way.
inline bool judges(const PropertyText &property, Completion completion) {
  if (completion == Completion::returned)
    return true;
  return completion != Completion::unmodelled && property.family() == "execution";
}

// Judges an observation of a call that ended in a way of which the property says something.
template <class M>
Judgement<M> judge(PropertyIndex property, const Scenario<M> &scenario,
                   const Observation<M> &observation) {
  Judgement<M> judgement;
  Catalogue::kJudges<M>[property](scenario, observation, judgement);
  return judgement;
}

} // namespace dma_verify::remap
