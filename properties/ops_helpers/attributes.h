// SPDX-License-Identifier: GPL-2.0-only
// attributes: protection bits, gfp, direction and DMA attributes reach the services as documented.
#pragma once

#include "properties/property.h"

namespace dma_verify::properties {

struct MmapAttributes {
  static constexpr std::array kClauses = {
      ClauseText{"pgprot-asked", "dma_pgprot gets the VMA's protection and the caller's attrs"},
      ClauseText{"prot-at-pool", "vm_page_prot is dma_pgprot's answer when the pool is asked"},
      ClauseText{"prot-mapped", "pages are mapped with dma_pgprot's answer"},
      ClauseText{"prot-at-return", "vm_page_prot is dma_pgprot's answer at return"},
      ClauseText{"vma-unchanged", "nothing else of the VMA is changed, neither when a service sees "
                                  "it nor at return, but flags that mapping sets"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::vma_not_copy_on_write);
  static constexpr std::array kLabels = {LabelText{"protection changes", 20},
                                         LabelText{"mapped", 10}};
  static constexpr PropertyText kText = {
      .id = "attributes.mmap",
      .call = ops_helpers::Helper::mmap,
      .statement = "the mapping has the protection that dma_pgprot gives, on every path",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_mmap(), dma_pgprot() in kernel/dma/mapping.c",
      .labels = kLabels,
      .without_mmu = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    Bool asked(false);
    Bool pool(true);
    Bool mapped(true);
    Bool unchanged = keeps_rest(scenario.vma, observation.vma);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent ||
          effect.kind == DmaEffect::remap_pfn_range) {
        unchanged = both(unchanged, keeps_rest(scenario.vma, effect.vma));
      }
      if (effect.kind == DmaEffect::dma_pgprot) {
        asked = either(
            asked, both(effect.prot == scenario.vma.vm_page_prot, effect.attrs == scenario.attrs));
      } else if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent) {
        pool = both(pool, effect.vma.vm_page_prot == scenario.dma_pgprot);
      } else if (effect.kind == DmaEffect::remap_pfn_range) {
        mapped = both(mapped, effect.prot == scenario.dma_pgprot);
      }
    }
    judgement.require("pgprot-asked", asked);
    judgement.require("prot-at-pool", pool);
    judgement.require("prot-mapped", mapped);
    judgement.require("prot-at-return", observation.vma.vm_page_prot == scenario.dma_pgprot);
    judgement.require("vma-unchanged", unchanged);
  }
  // All of the VMA but its protection, and flags that mapping sets.
  template <class M> static typename M::Bool keeps_rest(const Vma<M> &before, const Vma<M> &after) {
    const typename M::Word mapping(kVmIo | kVmPfnMap | kVmDontExpand | kVmDontDump);
    const auto flags = both((after.vm_flags | mapping) == (before.vm_flags | mapping),
                            (after.vm_flags & before.vm_flags) == before.vm_flags);
    const auto range = both(after.vm_start == before.vm_start, after.vm_end == before.vm_end);
    return both(both(after.vm_pgoff == before.vm_pgoff, range), flags);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    Labels<kLabels> labels;
    labels.add("protection changes", scenario.dma_pgprot != scenario.vma.vm_page_prot);
    labels.add("mapped", observation.status == 0 && !pool_claims<M>(scenario));
    return labels.set();
  }
};

struct SgtableAttributes {
  static constexpr std::array kClauses = {
      ClauseText{"gfp",
                 "the table is allocated with GFP_KERNEL, at most with zeroing or no-warning"},
      ClauseText{"no-other-effect", "nothing but the table is touched"},
  };
  static constexpr PropertyText kText = {
      .id = "attributes.get_sgtable",
      .call = ops_helpers::Helper::get_sgtable,
      .statement = "get_sgtable may sleep for its table and has no other effect",
      .clauses = kClauses,
      .assumptions = {},
      .source = "dma_common_get_sgtable(), sg_alloc_table()",
  };
  template <class M>
  static void judge(const Scenario<M> &, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using UnsignedInt = typename M::UnsignedInt;
    const UnsignedInt harmless(kGfpZero | kGfpNowarn);
    Bool gfp(true);
    bool only_table = true;
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::sg_alloc_table) {
        gfp = both(gfp, (effect.gfp | harmless) == (UnsignedInt(kGfpKernel) | harmless));
      } else if (effect.kind != DmaEffect::sg_set_page && effect.kind != DmaEffect::sg_free_table) {
        only_table = false;
      }
    }
    judgement.require("gfp", gfp);
    judgement.require("no-other-effect", Bool(only_table));
  }
};

// Direction and DMA_ATTR_SKIP_CPU_SYNC of every map and unmap.
template <class M>
void judge_mapping_attributes(const Scenario<M> &scenario, const Observation<M> &observation,
                              Judgement<M> &judgement) {
  using Bool = typename M::Bool;
  bool direction = true;
  Bool skip_sync(true);
  for (const Effect<M> &effect : observation.trace) {
    if (effect.kind != DmaEffect::map && effect.kind != DmaEffect::unmap)
      continue;
    direction = direction && effect.direction == scenario.direction;
    skip_sync = both(skip_sync, effect.attrs == typename M::Word(kDmaAttrSkipCpuSync));
  }
  judgement.require("direction", Bool(direction));
  judgement.require("skip-cpu-sync", skip_sync);
}

inline constexpr ClauseText kDirectionClause{"direction", "the caller's direction is passed on"};
inline constexpr ClauseText kSkipSyncClause{"skip-cpu-sync",
                                            "attrs are exactly DMA_ATTR_SKIP_CPU_SYNC"};

struct AllocPagesAttributes {
  static constexpr std::array kClauses = {
      ClauseText{"gfp",
                 "allocators get the caller's gfp, at most with zeroing or no-warning added"},
      ClauseText{"node", "pages are asked for on the device's node"},
      kDirectionClause,
      kSkipSyncClause,
  };
  static constexpr std::array kLabels = {LabelText{"mapped", 15}, LabelText{"buddy asked", 15}};
  static constexpr PropertyText kText = {
      .id = "attributes.alloc_pages",
      .call = ops_helpers::Helper::alloc_pages,
      .statement = "gfp, node, direction and attributes reach allocators and mapping",
      .clauses = kClauses,
      .assumptions = {},
      .source = "dma_common_alloc_pages(), dma_alloc_contiguous(), alloc_pages_node()",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using UnsignedInt = typename M::UnsignedInt;
    const UnsignedInt harmless(kGfpZero | kGfpNowarn);
    Bool gfp(true);
    bool node = true;
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != DmaEffect::dma_alloc_contiguous &&
          effect.kind != DmaEffect::alloc_pages_node) {
        continue;
      }
      gfp = both(gfp, (effect.gfp | harmless) == (scenario.gfp | harmless));
      gfp = both(gfp, (effect.gfp & scenario.gfp) == scenario.gfp);
      if (effect.kind == DmaEffect::alloc_pages_node) {
        node = node && effect.node == scenario.numa_node;
      }
    }
    judgement.require("gfp", gfp);
    judgement.require("node", Bool(node));
    judge_mapping_attributes(scenario, observation, judgement);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &, const Observation<M> &observation) {
    Labels<kLabels> labels;
    for (const Effect<M> &effect : observation.trace) {
      labels.add("mapped", effect.kind == DmaEffect::map);
      labels.add("buddy asked", effect.kind == DmaEffect::alloc_pages_node);
    }
    return labels.set();
  }
};

struct FreePagesAttributes {
  static constexpr std::array kClauses = {kDirectionClause, kSkipSyncClause};
  static constexpr std::array kLabels = {LabelText{"unmapped", 15}};
  static constexpr PropertyText kText = {
      .id = "attributes.free_pages",
      .call = ops_helpers::Helper::free_pages,
      .statement = "direction and attributes reach the unmap operation",
      .clauses = kClauses,
      .assumptions = {},
      .source = "dma_common_free_pages(), struct dma_map_ops",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    judge_mapping_attributes(scenario, observation, judgement);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &, const Observation<M> &observation) {
    Labels<kLabels> labels;
    for (const Effect<M> &effect : observation.trace)
      labels.add("unmapped", effect.kind == DmaEffect::unmap);
    return labels.set();
  }
};

} // namespace dma_verify::properties
