// SPDX-License-Identifier: GPL-2.0-only
// Properties as a list of types: their texts, and how they judge on each machine, in its order.
#pragma once

#include "properties/property.h"

#include <array>

namespace dma_verify {

template <class... P> struct PropertyList {
  // None, of a property without a list of labels.
  template <class Property, class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    if constexpr (Property::kText.labels.empty())
      return 0;
    else
      return Property::template labels<M>(scenario, observation);
  }

  static constexpr std::size_t kSize = sizeof...(P);
  static constexpr std::array<PropertyText, kSize> kTexts = {P::kText...};

  template <class M>
  using Judge = void (*)(const Scenario<M> &, const Observation<M> &, Judgement<M> &);
  template <class M> using LabelsOf = LabelSet (*)(const Scenario<M> &, const Observation<M> &);
  template <class M>
  static constexpr std::array<Judge<M>, kSize> kJudges = {&P::template judge<M>...};
  template <class M> static constexpr std::array<LabelsOf<M>, kSize> kLabels = {&labels<P, M>...};
};

// The lists one behind the other.
template <class...> struct JoinedLists;
template <class List> struct JoinedLists<List> { using Type = List; };
template <class... P, class... Q, class... More>
struct JoinedLists<PropertyList<P...>, PropertyList<Q...>, More...> {
  using Type = typename JoinedLists<PropertyList<P..., Q...>, More...>::Type;
};

} // namespace dma_verify
