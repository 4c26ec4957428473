// SPDX-License-Identifier: GPL-2.0-only
// attributes: protection bits, gfp, direction and DMA attributes reach the services as documented.
#pragma once

#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/neighbours/pfn_range.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "properties/property.h"

namespace dma_verify::properties {

struct MmapAttributes {
  static constexpr std::array kClauses = {
      ClauseText{.id = "pgprot-asked",
                 .statement = "a mapping's protection is what dma_pgprot makes of the VMA's "
                              "protection and the caller's attrs",
                 .harms = "programs: with another caching they and the device see different data"},
      ClauseText{.id = "prot-at-pool",
                 .statement = "where the pool maps, with vm_page_prot, that is dma_pgprot's answer",
                 .harms = "programs: they and the device see different data"},
      ClauseText{.id = "prot-mapped",
                 .statement = "pages are mapped with dma_pgprot's answer",
                 .harms = "programs: they and the device see different data"},
      ClauseText{.id = "prot-at-return",
                 .statement = "after success vm_page_prot is dma_pgprot's answer",
                 .harms = "programs that call mprotect() later: it takes the caching from there"},
      ClauseText{.id = "vma-unchanged",
                 .statement = "the range and flags of the VMA are unchanged when a service sees "
                              "them and at return, but for flags that mapping sets; vm_pgoff is "
                              "unchanged at return, or the VMA is copy-on-write and it is the "
                              "first frame",
                 .harms = "the memory manager and the caller, who read them after the call"},
  };
  static constexpr std::array kAssumptions =
      assumptions(ops_helpers::Assumed::buffer_has_pages_or_pool);
  static constexpr std::array kLabels = {LabelText{"protection changes", 20},
                                         LabelText{"mapped", 10}};
  static constexpr PropertyText kText = {
      .id = "attributes.mmap",
      .call = ops_helpers::Helper::mmap,
      .statement =
          "the mapping has the protection that dma_pgprot gives, and the rest of the VMA stays",
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
    const Vma<M> &before = scenario.vma;
    const Vma<M> &after = observation.vma;
    const bool succeeded = observation.status == 0;
    Bool asked(false);
    Bool pool(true);
    Bool mapped(true);
    Bool unchanged = keeps_range_and_flags(before, after);
    Bool offset = after.vm_pgoff == before.vm_pgoff;
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::dma_pgprot) {
        asked =
            either(asked, both(effect.prot == before.vm_page_prot, effect.attrs == scenario.attrs));
      } else if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent) {
        unchanged = both(unchanged, keeps_range_and_flags(before, effect.vma));
        const bool maps = effect.status != 0 && effect.pool_status == 0;
        pool = both(pool, implies(maps, effect.vma.vm_page_prot == scenario.dma_pgprot));
        offset = either(offset, holds_first_frame(scenario, effect, after));
      } else if (effect.kind == DmaEffect::remap_pfn_range) {
        unchanged = both(unchanged, keeps_range_and_flags(before, effect.vma));
        mapped = both(mapped, implies(effect.status == 0, effect.prot == scenario.dma_pgprot));
        offset = either(offset, holds_first_frame(scenario, effect, after));
      }
    }
    judgement.require("pgprot-asked", implies(succeeded, asked));
    judgement.require("prot-at-pool", pool);
    judgement.require("prot-mapped", mapped);
    judgement.require("prot-at-return",
                      implies(succeeded, after.vm_page_prot == scenario.dma_pgprot));
    judgement.require("vma-unchanged", both(unchanged, offset));
  }
  // All of the VMA but its offset, its protection, and flags that mapping sets.
  template <class M>
  static typename M::Bool keeps_range_and_flags(const Vma<M> &before, const Vma<M> &after) {
    const typename M::Word mapping(kVmIo | kVmPfnMap | kVmDontExpand | kVmDontDump);
    const auto flags = both((after.vm_flags | mapping) == (before.vm_flags | mapping),
                            (after.vm_flags & before.vm_flags) == before.vm_flags);
    const auto range = both(after.vm_start == before.vm_start, after.vm_end == before.vm_end);
    return both(range, flags);
  }
  // The VMA is copy-on-write, and its offset the first frame that this effect mapped
  // (SEMANTICS.md, "remap_pfn_range").
  template <class M>
  static typename M::Bool holds_first_frame(const Scenario<M> &scenario, const Effect<M> &effect,
                                            const Vma<M> &after) {
    typename M::FrameNumber first = effect.frame;
    if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent) {
      if (!scenario.pool_described || effect.status == 0)
        return typename M::Bool(false);
      first = coherent_pool::mapping<M>(described_pool<M>(scenario), effect.vma, effect.address,
                                        effect.bytes, scenario.architecture.page_shift)
                  .first;
    }
    return both(pfn_range::is_copy_on_write<M>(scenario.vma), after.vm_pgoff.word == first.word);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    Labels<kLabels> labels;
    labels.add("protection changes", scenario.dma_pgprot != scenario.vma.vm_page_prot);
    labels.add("mapped", observation.status == 0 && !pool_claims<M>(scenario));
    return labels.set();
  }
};

// Flags that make a request give up sooner, look in fewer places or clear the pages. They harm
// nobody where another request follows.
inline constexpr std::uint32_t kGfpMayAdd =
    kGfpZero | kGfpNowarn | kGfpNoretry | kGfpNomemalloc | kGfpHardwall | kGfpThisnode;
// And flags without which it gives up sooner, or leaves clearing to the helper.
inline constexpr std::uint32_t kGfpMayDrop = kGfpZero | kGfpHigh | kGfpIo | kGfpFs |
                                             kGfpDirectReclaim | kGfpKswapdReclaim |
                                             kGfpRetryMayfail | kGfpNofail | kGfpMemalloc;
// Flags that make no request fail that could succeed. (__GFP_HARDWALL keeps to the memory of the
// caller's cpuset, as GFP_USER does.)
inline constexpr std::uint32_t kGfpMayAddToLast = kGfpZero | kGfpNowarn | kGfpHardwall;

// Whether `asked` differs from the caller's gfp in flags of these sets alone.
template <class M>
typename M::Bool differs_only_in(typename M::UnsignedInt asked, typename M::UnsignedInt caller,
                                 std::uint32_t added, std::uint32_t dropped) {
  using UnsignedInt = typename M::UnsignedInt;
  return both((asked & ~caller & ~UnsignedInt(added)) == UnsignedInt(0),
              (caller & ~asked & ~UnsignedInt(dropped)) == UnsignedInt(0));
}

// Requests for memory: each within the caller's gfp, and none left unserved unless one was made
// with all of that gfp.
template <class M> struct GfpOfRequests {
  typename M::Bool within{true};
  typename M::Bool served_or_in_full{true};

  void add(typename M::UnsignedInt asked, typename M::UnsignedInt caller, bool served) {
    within = both(within, differs_only_in<M>(asked, caller, kGfpMayAdd, kGfpMayDrop));
    in_full_ = either(in_full_, differs_only_in<M>(asked, caller, kGfpMayAddToLast, kGfpZero));
    served_ = served_ || served;
    served_or_in_full = either(typename M::Bool(served_), in_full_);
  }

private:
  typename M::Bool in_full_{false};
  bool served_ = false;
};

struct SgtableAttributes {
  static constexpr std::array kClauses = {
      ClauseText{.id = "gfp",
                 .statement = "no request for the table may use reserves, or memory of a kind that "
                              "GFP_KERNEL does not allow",
                 .harms = "those for whom it is set aside"},
      ClauseText{.id = "in-full",
                 .statement = "a table is found missing only after a request with all of "
                              "GFP_KERNEL",
                 .harms = "drivers, which fail to share a buffer though there is memory"},
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
    GfpOfRequests<M> gfp;
    bool only_table = true;
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::sg_alloc_table) {
        gfp.add(effect.gfp, typename M::UnsignedInt(kGfpKernel), effect.status == 0);
      } else if (effect.kind != DmaEffect::sg_set_page && effect.kind != DmaEffect::sg_free_table) {
        only_table = false;
      }
    }
    judgement.require("gfp", gfp.within);
    judgement.require("in-full", gfp.served_or_in_full);
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
      ClauseText{.id = "gfp",
                 .statement = "no request may wait, use reserves or take memory of a kind that the "
                              "caller's gfp does not allow",
                 .harms = "callers in atomic context, which would sleep, and devices that cannot "
                          "reach the memory"},
      ClauseText{.id = "in-full",
                 .statement = "pages are found missing only after a request with all of the "
                              "caller's gfp, on any node",
                 .harms = "drivers, which get no memory though there is some"},
      ClauseText{.id = "node",
                 .statement = "the buddy allocator is asked on the device's node first, and "
                              "afterwards there or on the current node",
                 .harms = "devices, for which other memory is slow; and all, if a node does not "
                          "exist"},
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
    Bool area_gfp(true);
    GfpOfRequests<M> gfp;
    bool node = true;
    bool first = true;
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::dma_alloc_contiguous) {
        // Whether it asks with the flags that matter there is completeness.alloc_pages's subject.
        area_gfp =
            both(area_gfp, differs_only_in<M>(effect.gfp, scenario.gfp, kGfpMayAdd, kGfpMayDrop));
      } else if (effect.kind == DmaEffect::alloc_pages_node) {
        gfp.add(effect.gfp, scenario.gfp, !effect.page.is_null);
        node =
            node && (effect.node == scenario.numa_node || (!first && effect.node == kNumaNoNode));
        first = false;
      }
    }
    judgement.require("gfp", both(area_gfp, gfp.within));
    judgement.require("in-full", gfp.served_or_in_full);
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
