// SPDX-License-Identifier: GPL-2.0-only
// What a call did: the ordered list of its effects, and the state of the caller's objects when it
// returned. Properties judge it, reports show it. One line for each unit in each list.
#pragma once

#include "model/kernel/dma_effects.h"
#include "model/kernel/scenario.h"
#include "model/ops_helpers/results.h"
#include "model/remap/effects.h"

#include <string_view>
#include <vector>

namespace dma_verify {

std::string_view to_string(Direction direction);
std::string_view to_string(Allocator allocator);
std::string_view to_string(MapPath path);
std::string_view to_string(BufferKind kind);
std::string_view to_string(ContiguousArea area);

// One effect with all its arguments and its answer. Which members are used depends on its kind: see
// for_each_argument. The others keep their default.
template <class M>
struct Effect : Joined<M, CommonEffect, DmaEffectMembers, remap::EffectMembers> {};

// Calls visit(name, member, ...) for the arguments, then the answer ("="), of effects of one kind.
template <class Visitor, class First, class... Rest>
void for_each_argument(Visitor &&visit, First &&first, Rest &&...rest) {
  switch (first.kind.list) {
  case EffectList::dma:
    return visit_dma_effect(visit, first, rest...);
  case EffectList::remap:
    return remap::visit_arguments(visit, first, rest...);
  }
}

template <class M>
struct Observation : Joined<M, CommonObservation, ops_helpers::Results, remap::Results> {
  std::vector<Effect<M>> trace;

  // Clears it for the next call and keeps its memory.
  void clear() {
    trace.clear();
    with_parts(*this, [](auto &...part) { ((part = {}), ...); });
  }
};

using StoredObservation = Observation<WidestMachine>;

// Calls visit(name, member, ...) for each result of the helper; its return value is "return".
template <class Visitor, class... O>
void for_each_result(HelperId helper, Visitor &&visit, O &&...observed) {
  switch (helper.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::visit_results(ops_helpers::helper_of(helper), visit, observed...);
  case UnitId::remap:
    return remap::visit_results(remap::helper_of(helper), visit, observed...);
  }
}

} // namespace dma_verify
