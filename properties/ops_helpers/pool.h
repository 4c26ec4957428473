// SPDX-License-Identifier: GPL-2.0-only
// pool: the device's own coherent memory is asked first, and if it claims the buffer, its answer is
// returned.
#pragma once

#include "model/kernel/neighbours/coherent_pool.h"
#include "properties/ops_helpers/offset_bounds.h"

namespace dma_verify::properties {

struct MmapPool {
  static constexpr std::array kClauses = {
      ClauseText{.id = "asked",
                 .statement = "the pool is asked before anything is mapped or refused, unless the "
                              "request ends past the buffer and is refused as the pool refuses "
                              "it, with -ENXIO",
                 .harms = "programs, which get other memory than the pool's, or none"},
      ClauseText{"arguments",
                 "the pool is asked about cpu_addr and the pages of the caller's size"},
      ClauseText{"vma-as-given", "the pool sees the range and offset of the VMA as given"},
      ClauseText{"answer-returned", "if it claims the buffer, its status is the answer"},
      ClauseText{"no-remap", "if it claims the buffer, nothing is mapped beside that"},
  };
  static constexpr std::array kAssumptions =
      assumptions(ops_helpers::Assumed::buffer_has_pages_or_pool);
  static constexpr std::array kLabels = {LabelText{"claimed", 5}, LabelText{"not claimed", 15},
                                         LabelText{"claimed with error", 3}};
  static constexpr PropertyText kText = {
      .id = "pool.mmap",
      .call = ops_helpers::Helper::mmap,
      .statement = "the answer of dma_mmap_from_dev_coherent is the answer",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_mmap_from_dev_coherent() in kernel/dma/coherent.c",
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
    int answer = 0;
    Bool arguments(true);
    Bool vma(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent) {
        asked = true;
        answer = effect.pool_status;
        // Pools are whole pages: a size that was aligned before has the same answer.
        const Bool same_pages = either(effect.bytes == scenario.size,
                                       effect.bytes == page_align<M>(scenario.size, shift));
        arguments = both(arguments, both(effect.address == scenario.cpu_addr, same_pages));
        vma = both(vma, both(effect.vma.vm_pgoff == scenario.vma.vm_pgoff,
                             both(effect.vma.vm_start == scenario.vma.vm_start,
                                  effect.vma.vm_end == scenario.vma.vm_end)));
      } else if (effect.kind == DmaEffect::remap_pfn_range) {
        remapped = true;
        asked_first = asked_first && asked;
      }
    }
    const bool claimed = pool_claims<M>(scenario);
    const Bool refused = both(Bool(observation.status == -kEnxio && !remapped),
                              negate(MmapRequest<M>(scenario).in_bounds));
    judgement.require("asked", either(Bool(asked && asked_first), refused));
    judgement.require("arguments", arguments);
    judgement.require("vma-as-given", vma);
    judgement.require("answer-returned", Bool(!claimed || !asked || observation.status == answer));
    judgement.require("no-remap", Bool(!claimed || !remapped));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const bool claimed = pool_claims<M>(scenario);
    Labels<kLabels> labels;
    labels.add_one_of(claimed, "claimed", "not claimed");
    labels.add("claimed with error", claimed && observation.status != 0);
    return labels.set();
  }
};

// Judged if the scenario describes the pool. Otherwise the pool gives any answer that the contract
// allows.
struct PoolBounds {
  static constexpr std::array kClauses = {
      // No mutant breaks it inside the contract. That the pool itself stays inside is proved by
      // refinement.pool-safety.
      ClauseText{.id = "inside-pool",
                 .statement = "the pages that the pool maps are the pool's",
                 .by_proof = false},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_as_allocated, ops_helpers::Assumed::buffer_has_pages_or_pool,
      ops_helpers::Assumed::vma_page_aligned, ops_helpers::Assumed::size_does_not_wrap);
  static constexpr std::array kLabels = {LabelText{"inside a described pool", 1}};
  static constexpr PropertyText kText = {
      .id = "pool.bounds",
      .call = ops_helpers::Helper::mmap,
      .statement = "dma_mmap_from_dev_coherent, asked as the helper asks it, stays in its pool",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_mmap_from_dev_coherent() in kernel/dma/coherent.c",
      .labels = kLabels,
      .without_mmu = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const unsigned shift = scenario.architecture.page_shift;
    const auto pool = described_pool<M>(scenario);
    Bool inside(true);
    for (const Effect<M> &effect : observation.trace) {
      if (!maps_described_pool(scenario, effect))
        continue;
      const auto mapping =
          coherent_pool::mapping<M>(pool, effect.vma, effect.address, effect.bytes, shift);
      inside = both(inside, implies(mapping.in_bounds, coherent_pool::inside<M>(pool, mapping)));
    }
    judgement.require("inside-pool", inside);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const MmapRequest<M> request(scenario);
    Labels<kLabels> labels;
    for (const Effect<M> &effect : observation.trace)
      labels.add("inside a described pool",
                 maps_described_pool(scenario, effect) && request.in_bounds);
    return labels.set();
  }

private:
  template <class M>
  static bool maps_described_pool(const Scenario<M> &scenario, const Effect<M> &effect) {
    return scenario.pool_described && effect.kind == DmaEffect::dma_mmap_from_dev_coherent &&
           effect.status != 0;
  }
};

} // namespace dma_verify::properties
