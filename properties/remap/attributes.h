// SPDX-License-Identifier: GPL-2.0-only
// attributes: the mapping has the caller's protection and the DMA API's flag, and memory is asked
// for as a context that may sleep does.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

inline constexpr ClauseText kFlagsClause = {
    "flags", "the area is marked VM_DMA_COHERENT, and nothing else",
    "free_remap and find_pages, which do not know the area; the pages, if vfree may release them"};
inline constexpr ClauseText kProtectionClause = {
    "prot", "the mapping has the caller's protection",
    "the driver of a device that is not coherent, whose data are lost in the cache"};

template <class M>
void judge_mapping(const Scenario<M> &scenario, const Observation<M> &observation,
                   Judgement<M> &judgement) {
  using Bool = typename M::Bool;
  Bool flags(true);
  Bool protection(true);
  for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &) {
    const Bool returned = is_returned(observation, mapping);
    flags = both(flags, implies(returned, mapping.flags == typename M::Word(kVmDmaCoherent)));
    protection = both(protection, implies(returned, mapping.prot == scenario.prot));
  });
  judgement.require(kFlagsClause.id, flags);
  judgement.require(kProtectionClause.id, protection);
}

struct ContiguousAttributes {
  static constexpr std::array kClauses = {
      kFlagsClause,
      kProtectionClause,
      ClauseText{"gfp", "the array is asked for with all that GFP_KERNEL allows",
                 "callers with large buffers: neither is memory reclaimed, nor vmalloc tried"},
  };
  static constexpr std::array kAssumptions = assumptions(Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "attributes.contiguous_remap",
      .call = Helper::contiguous_remap,
      .statement = "the area is a DMA area with the caller's protection",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_contiguous_remap(), kvmalloc_node() in mm/util.c",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const typename M::UnsignedInt all(kGfpKernel);
    judge_mapping(scenario, observation, judgement);
    Bool gfp(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == EffectKind::allocate)
        gfp = both(gfp, (effect.gfp & all) == all);
    }
    judgement.require("gfp", gfp);
  }
};

struct ArrayAttributes {
  static constexpr std::array kClauses = {kFlagsClause, kProtectionClause};
  static constexpr std::array kAssumptions = assumptions(Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "attributes.pages_remap",
      .call = Helper::pages_remap,
      .statement = "the area is a DMA area with the caller's protection",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_pages_remap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    judge_mapping(scenario, observation, judgement);
  }
};

} // namespace dma_verify::remap
