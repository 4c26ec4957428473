// SPDX-License-Identifier: GPL-2.0-only
// The list of all properties. Adding one: write it beside its family, add its type here.
#pragma once

#include "properties/ops_helpers/attributes.h"
#include "properties/ops_helpers/completeness.h"
#include "properties/ops_helpers/dispatch.h"
#include "properties/ops_helpers/error_unwind.h"
#include "properties/ops_helpers/execution.h"
#include "properties/ops_helpers/initialisation.h"
#include "properties/ops_helpers/offset_bounds.h"
#include "properties/ops_helpers/page_range.h"
#include "properties/ops_helpers/pool.h"
#include "properties/ops_helpers/refinement.h"
#include "properties/ops_helpers/round_trip.h"

#include <optional>
#include <span>
#include <string_view>

namespace dma_verify {

template <class... P> struct PropertyList {
  static constexpr std::size_t kSize = sizeof...(P);
  static constexpr std::array<PropertyText, kSize> kTexts = {P::kText...};

  template <class M>
  using Judge = void (*)(const Scenario<M> &, const Observation<M> &, Judgement<M> &);
  template <class M> using Labels = LabelSet (*)(const Scenario<M> &, const Observation<M> &);
  template <class M>
  static constexpr std::array<Judge<M>, kSize> kJudges = {&P::template judge<M>...};
  template <class M>
  static constexpr std::array<Labels<M>, kSize> kLabels = {&P::template labels<M>...};
};

using Catalogue = PropertyList<
    properties::AcceptedInBounds, properties::InBoundsAccepted, properties::NoWrap,
    properties::MappedPages, properties::ScatterList, properties::MmapWithoutMmu,
    properties::AllocPagesUnwind, properties::SgtableUnwind, properties::MmapUnwind,
    properties::ZeroedPages, properties::MappedBytes, properties::AllocPagesDispatch,
    properties::FreePagesDispatch, properties::MmapAttributes, properties::SgtableAttributes,
    properties::AllocPagesAttributes, properties::FreePagesAttributes, properties::MmapPool,
    properties::PoolBounds, properties::AllocPagesRoundTrip, properties::FreePagesRoundTrip,
    properties::AllocPagesCompleteness, properties::SgtableCompleteness,
    properties::Execution<ops_helpers::Helper::get_sgtable>,
    properties::Execution<ops_helpers::Helper::mmap>,
    properties::Execution<ops_helpers::Helper::alloc_pages>,
    properties::Execution<ops_helpers::Helper::free_pages>, properties::BoundsCheck,
    properties::BoundsCheckOfAnyVma, properties::Forms<ops_helpers::Helper::get_sgtable>,
    properties::Forms<ops_helpers::Helper::mmap>,
    properties::Forms<ops_helpers::Helper::alloc_pages>,
    properties::Forms<ops_helpers::Helper::free_pages>, properties::PoolSafety,
    properties::PoolWrap>;

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
  if (completion == Completion::unmodelled)
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
