// SPDX-License-Identifier: GPL-2.0-only
// ownership of areas: which the DMA API may look into and remove, by find_pages and free_remap; and
// completeness of free_remap.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

// Whether cpu_addr lies in the scenario's area, and that is one of the DMA API's. Flags beside
// VM_DMA_COHERENT leave that open (flags_kept).
template <class M> typename M::Bool is_in_dma_area(const Scenario<M> &scenario) {
  using Word = typename M::Word;
  return both(typename M::Bool(scenario.area),
              both(assumption::is_in_area(scenario), scenario.area_flags == Word(kVmDmaCoherent)));
}

// The scenario's area is as it was.
template <class M>
typename M::Bool is_unchanged(const Scenario<M> &scenario, const Observation<M> &observation) {
  using Bool = typename M::Bool;
  if (!scenario.area)
    return Bool(true);
  const Area<M> &area = observation.areas.front();
  const auto array =
      scenario.area_has_array ? Pointer<M>::to(scenario.area_array) : Pointer<M>::null();
  return both(both(Bool(area.live), area.flags == scenario.area_flags),
              both(same<M>(area.pages, array), area.nr_pages == typename M::UnsignedInt(0)));
}

template <class M> std::size_t count_of(const Observation<M> &observation, EffectKind kind) {
  std::size_t count = 0;
  for (const Effect<M> &effect : observation.trace)
    count += effect.kind == kind ? 1U : 0U;
  return count;
}

struct FoundArray {
  static constexpr std::array kClauses = {
      ClauseText{"foreign", "outside of DMA areas the answer is NULL",
                 "the owner of that memory, in which the caller looks for pages and frees them"},
      ClauseText{"array", "of a DMA area the answer lies in its array, or is NULL if it has none",
                 "the caller, which takes scattered pages for contiguous ones, or reads rubbish"},
      ClauseText{"unchanged", "areas and arrays stay as they are", "the owner of the area"},
      ClauseText{"no-warning", "no warning is printed where the flags are the usual ones",
                 "machines that panic on a warning"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::flags_kept, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "ownership.find_pages",
      .call = Helper::find_pages,
      .statement = "find_pages finds the array that pages_remap remembered, and nothing else",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_find_pages(), find_vm_area()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using Wide = typename M::Wide;
    const Bool dma = is_in_dma_area(scenario);
    const bool none = observation.result.is_null;
    Bool right(none);
    if (scenario.area_has_array) {
      const Wide entries = M::wide(scenario.area_pages.word) + Wide(1); // one for the guard page
      const auto offset = bytes_between(scenario.area_array, observation.result.address);
      right =
          none ? Bool(false) : M::wide(offset.word) < array_bytes<M>(entries, pointer_bytes<M>());
    }
    const std::size_t warnings = count_of(observation, EffectKind::warn);
    judgement.require("foreign", implies(negate(dma), Bool(none)));
    judgement.require("array", implies(dma, right));
    judgement.require("unchanged", both(Bool(observation.trace.size() == warnings),
                                        is_unchanged(scenario, observation)));
    judgement.require("no-warning", Bool(warnings == 0));
  }
};

struct FreedArea {
  static constexpr std::array kClauses = {
      ClauseText{"removed", "a DMA area of which an address is given is removed",
                 "the next owner of the pages, which stay mapped"},
      ClauseText{"foreign", "an area that is none of the DMA API's stays as it is",
                 "the owner of that area"},
      ClauseText{"vunmap-live", "only addresses of live areas are given to vunmap",
                 "machines that panic on a warning; the next owner of the addresses"},
      ClauseText{"array-kept", "no array is released", "the caller, which releases it itself"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::address_page_aligned, Assumed::flags_kept, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "ownership.free_remap",
      .call = Helper::free_remap,
      .statement = "free_remap removes areas of the DMA API, and nothing else",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_free_remap(), vunmap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const Bool dma = is_in_dma_area(scenario);
    const bool live = scenario.area && observation.areas.front().live;
    bool vunmap_live = true;
    for (const Effect<M> &effect : observation.trace)
      vunmap_live = vunmap_live && !(effect.kind == EffectKind::vunmap && effect.warned);
    judgement.require("removed", implies(dma, Bool(!live)));
    judgement.require("foreign", implies(negate(dma), is_unchanged(scenario, observation)));
    judgement.require("vunmap-live", Bool(vunmap_live));
    judgement.require("array-kept", Bool(count_of(observation, EffectKind::release) == 0));
  }
};

struct FreeCompleteness {
  static constexpr std::array kClauses = {
      ClauseText{"refusal-told", "what is not freed is told by one warning",
                 "the developer of the driver, who does not learn of the mistake"},
      ClauseText{"no-warning", "of what is freed nothing is told",
                 "machines that panic on a warning"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::address_page_aligned, Assumed::flags_kept, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "completeness.free_remap",
      .call = Helper::free_remap,
      .statement = "free_remap, which returns nothing, warns if and only if it refuses",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_free_remap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const Bool dma = is_in_dma_area(scenario);
    const std::size_t warnings = count_of(observation, EffectKind::warn);
    judgement.require("refusal-told", implies(negate(dma), Bool(warnings == 1)));
    judgement.require("no-warning", implies(dma, Bool(warnings == 0)));
  }
};

} // namespace dma_verify::remap
