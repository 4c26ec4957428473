// SPDX-License-Identifier: GPL-2.0-only
// error-unwind: after a failing call no block and no mapping is left, and the call returns its
// failure.
#pragma once

#include "model/ledger/effects.h"
#include "properties/ops_helpers/offset_bounds.h"

namespace dma_verify::properties {

struct AllocPagesUnwind {
  static constexpr std::array kClauses = {
      ClauseText{"null-result", "without pages or without a mapping the answer is NULL"},
      ClauseText{"no-page-leaked", "each block acquired is handed out or released"},
      ClauseText{"released-once", "no block is released twice, nor one that was not acquired"},
      ClauseText{"right-allocator", "a block goes back whole, to the allocator it came from"},
      ClauseText{"no-live-mapping",
                 "after a failure no mapping is left in *dma_handle or elsewhere"},
      ClauseText{"unmap-first", "a mapping is gone before its pages are released"},
      ClauseText{"unmap-live", "only a mapping that lives is unmapped"},
      ClauseText{"no-touch-after-release", "released pages are neither written nor mapped"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::size_page_aligned, ops_helpers::Assumed::device_can_map,
      ops_helpers::Assumed::map_failure_reported, ops_helpers::Assumed::blocks_in_low_memory,
      ops_helpers::Assumed::whole_pages_do_not_bounce);
  static constexpr std::array kLabels = {
      LabelText{"success", 15},     LabelText{"map fails", 5},
      LabelText{"no pages", 2},     LabelText{"contiguous block", 10},
      LabelText{"buddy block", 10}, LabelText{"IOMMU device", 10, LabelNeeds::iommu_devices},
  };
  static constexpr PropertyText kText = {
      .id = "error-unwind.alloc_pages",
      .call = ops_helpers::Helper::alloc_pages,
      .statement = "alloc_pages that fails releases what it took, once and in order",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_alloc_pages(), dma_free_contiguous()",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const unsigned shift = scenario.architecture.page_shift;
    const auto &trace = observation.trace;
    const bool failed = observation.page.is_null;
    const auto blocks = ledger::acquisitions_of(scenario, observation);

    Bool mapped(false);
    Bool dead(true);
    for (std::size_t i = 0; i < trace.size(); ++i) {
      if (trace[i].kind != DmaEffect::map)
        continue;
      mapped = either(mapped, ledger::map_succeeded<M>(scenario, trace[i]));
      dead = both(dead, negate(ledger::mapping_lives(scenario, observation, i, trace.size())));
    }

    Bool no_leak(true);
    Bool once(true);
    Bool exact(true);
    Bool unmapped_first(true);
    Bool untouched(true);
    for (const ledger::Acquisition<M> &block : blocks) {
      Bool released(false);
      Bool ours(true); // until its pages are acquired again
      for (std::size_t i = block.effect + 1; i < trace.size(); ++i) {
        if (const auto again = ledger::acquisition_of<M>(trace[i], i, shift)) {
          ours = both(ours, either(negate(released), ledger::apart(again->pages, block.pages)));
        } else if (ledger::is_release(trace[i].kind)) {
          const Bool this_one = both(ours, ledger::releases(trace[i], block.pages));
          once = both(once, negate(both(released, this_one)));
          released = either(released, this_one);
          exact = both(exact, implies(this_one, ledger::releases_exactly(trace[i], block, shift)));
        } else if (trace[i].kind == DmaEffect::memset) {
          const Bool this_one =
              both(ours, ledger::writes_into(scenario.architecture, trace[i], block.pages));
          untouched = both(untouched, negate(both(released, this_one)));
        } else if (trace[i].kind == DmaEffect::map) {
          const Bool this_one =
              both(ours, trace[i].phys == frame_to_phys<M>(block.pages.first, shift));
          untouched = both(untouched, negate(both(released, this_one)));
        }
      }
      const Bool handed_out =
          failed ? Bool(false) : both(ours, observation.page.frame == block.pages.first);
      no_leak = both(no_leak, either(handed_out, released));
      once = both(once, negate(both(handed_out, released)));
    }
    for (std::size_t i = 0; i < trace.size(); ++i) {
      if (!ledger::is_release(trace[i].kind))
        continue;
      Bool ours(false);
      for (const ledger::Acquisition<M> &block : blocks) {
        if (block.effect < i)
          ours = either(ours, ledger::releases(trace[i], block.pages));
      }
      once = both(once, ours);
      for (std::size_t map = 0; map < i; ++map) {
        if (trace[map].kind != DmaEffect::map)
          continue;
        unmapped_first =
            both(unmapped_first, negate(ledger::mapping_lives(scenario, observation, map, i)));
      }
    }
    Bool unmaps_live(true);
    for (std::size_t i = 0; i < trace.size(); ++i) {
      if (trace[i].kind != DmaEffect::unmap)
        continue;
      Bool live(false);
      for (std::size_t map = 0; map < i; ++map) {
        if (trace[map].kind != DmaEffect::map || trace[map].path != trace[i].path)
          continue;
        live = either(live, both(ledger::unmaps<M>(trace[i], trace[map].handle, trace[map].bytes),
                                 ledger::mapping_lives(scenario, observation, map, i)));
      }
      unmaps_live = both(unmaps_live, live);
    }
    judgement.require("null-result", either(failed, blocks.empty() ? Bool(false) : mapped));
    judgement.require("no-page-leaked", no_leak);
    judgement.require("released-once", once);
    judgement.require("right-allocator", exact);
    judgement.require("no-live-mapping", implies(failed, dead));
    judgement.require("unmap-first", unmapped_first);
    judgement.require("unmap-live", unmaps_live);
    judgement.require("no-touch-after-release", untouched);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    Labels<kLabels> labels;
    const auto blocks = ledger::acquisitions_of(scenario, observation);
    labels.add("success", !observation.page.is_null);
    labels.add("map fails", scenario.map_handle == dma_mapping_error<M>() && !blocks.empty());
    labels.add("no pages", blocks.empty());
    for (const ledger::Acquisition<M> &block : blocks)
      labels.add_one_of(block.allocator == Allocator::contiguous, "contiguous block",
                        "buddy block");
    labels.add("IOMMU device", scenario.use_dma_iommu);
    return labels.set();
  }
};

struct SgtableUnwind {
  static constexpr std::array kClauses = {
      ClauseText{"error-returned", "the error of sg_alloc_table is the answer"},
      ClauseText{"table-not-leaked", "no table is left allocated"},
      ClauseText{"table-empty", "the table is all zero"},
  };
  static constexpr std::array kLabels = {LabelText{"no memory", 5}, LabelText{"table made", 15}};
  static constexpr PropertyText kText = {
      .id = "error-unwind.get_sgtable",
      .call = ops_helpers::Helper::get_sgtable,
      .statement = "get_sgtable that fails returns the error and leaves no table",
      .clauses = kClauses,
      .assumptions = {},
      .source = "dma_common_get_sgtable(), sg_alloc_table() in lib/scatterlist.c",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using UnsignedInt = typename M::UnsignedInt;
    const SgTable<M> &table = observation.sg_table;
    const bool failed = observation.status != 0;
    bool live = false;
    bool twice = false;
    int error = scenario.sg_alloc_status; // the last answer
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::sg_alloc_table) {
        twice = twice || live;
        error = effect.status;
        live = effect.status == 0;
      }
      if (effect.kind == DmaEffect::sg_free_table)
        live = false;
    }
    judgement.require("error-returned", Bool(error == 0 || observation.status == error));
    judgement.require("table-not-leaked", Bool(!twice && (!failed || !live)));
    judgement.require(
        "table-empty",
        implies(failed, both(Bool(!table.has_entry), both(table.nents == UnsignedInt(0),
                                                          table.orig_nents == UnsignedInt(0)))));
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    Labels<kLabels> labels;
    labels.add_one_of(scenario.sg_alloc_status != 0, "no memory", "table made");
    return labels.set();
  }
};

struct MmapUnwind {
  static constexpr std::array kClauses = {
      ClauseText{"out-of-bounds-error", "a request past the buffer is refused with -ENXIO"},
      ClauseText{"remap-error", "the error of remap_pfn_range is the answer"},
      ClauseText{"nothing-mapped", "after a failure no page is mapped"},
  };
  static constexpr std::array kLabels = {LabelText{"out of bounds", 15},
                                         LabelText{"remap fails", 1}, LabelText{"mapped", 10}};
  static constexpr PropertyText kText = {
      .id = "error-unwind.mmap",
      .call = ops_helpers::Helper::mmap,
      .statement = "mmap that fails returns the error and leaves nothing mapped",
      .clauses = kClauses,
      .assumptions = kBoundsAssumptions,
      .source = "dma_common_mmap(), remap_pfn_range()",
      .labels = kLabels,
      .without_mmu = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const MmapRequest<M> request(scenario);
    const bool asked = !pool_claims<M>(scenario);
    bool mapped = false;
    int error = 0; // the last answer
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != DmaEffect::remap_pfn_range)
        continue;
      mapped = mapped || effect.status == 0;
      error = effect.status;
    }
    judgement.require("out-of-bounds-error", implies(both(Bool(asked), negate(request.in_bounds)),
                                                     Bool(observation.status == -kEnxio)));
    judgement.require("remap-error", Bool(!asked || error == 0 || observation.status == error));
    judgement.require("nothing-mapped", Bool(!asked || observation.status == 0 || !mapped));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const MmapRequest<M> request(scenario);
    const bool asked = !pool_claims<M>(scenario);
    Labels<kLabels> labels;
    labels.add("out of bounds", asked && !request.in_bounds);
    labels.add("remap fails", asked && request.in_bounds && scenario.remap_status != 0);
    labels.add("mapped", asked && observation.status == 0);
    return labels.set();
  }
};

} // namespace dma_verify::properties
