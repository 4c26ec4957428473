// SPDX-License-Identifier: GPL-2.0-only
// pool: the device's own coherent memory is asked first, and its answer is the answer.
#pragma once

#include "properties/property.h"

namespace dma_verify::properties {

struct MmapPool {
  static constexpr std::array kClauses = {
      ClauseText{"asked", "the pool is asked before anything is mapped or refused"},
      ClauseText{"arguments", "about cpu_addr and the pages of the caller's size"},
      ClauseText{"vma-as-given", "with the range and offset of the VMA as given"},
      ClauseText{"answer-returned", "if it claims the buffer, its status is the answer"},
      ClauseText{"no-remap", "and nothing is mapped beside it"},
  };
  static constexpr std::array kLabels = {LabelText{"claimed", 5}, LabelText{"not claimed", 15},
                                         LabelText{"claimed with error", 3}};
  static constexpr PropertyText kText = {
      .id = "pool.mmap",
      .call = Call::mmap,
      .statement = "the answer of dma_mmap_from_dev_coherent is the answer",
      .clauses = kClauses,
      .assumptions = {},
      .source = "kernel-semantics 1.12, 3.1 (H1)",
      .labels = kLabels,
      .without_mmu = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const unsigned shift = scenario.architecture.page_shift;
    bool asked = false;
    bool asked_first = true;
    bool remapped = false;
    Bool arguments(true);
    Bool vma(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == EffectKind::dma_mmap_from_dev_coherent) {
        asked = true;
        // Pools are whole pages: a size that was aligned before has the same answer.
        const Bool same_pages = either(effect.bytes == scenario.size,
                                       effect.bytes == page_align<M>(scenario.size, shift));
        arguments = both(arguments, both(effect.address == scenario.cpu_addr, same_pages));
        vma = both(vma, both(effect.vma.vm_pgoff == scenario.vma.vm_pgoff,
                             both(effect.vma.vm_start == scenario.vma.vm_start,
                                  effect.vma.vm_end == scenario.vma.vm_end)));
      } else if (effect.kind == EffectKind::remap_pfn_range) {
        remapped = true;
        asked_first = asked_first && asked;
      }
    }
    const bool claimed = scenario.pool_claims;
    judgement.require("asked", Bool(asked && asked_first));
    judgement.require("arguments", arguments);
    judgement.require("vma-as-given", vma);
    judgement.require("answer-returned",
                      Bool(!claimed || observation.status == scenario.pool_status));
    judgement.require("no-remap", Bool(!claimed || !remapped));
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    return (scenario.pool_claims ? 1U : 2U) |
           (scenario.pool_claims && scenario.pool_status != 0 ? 4U : 0U);
  }
};

} // namespace dma_verify::properties
