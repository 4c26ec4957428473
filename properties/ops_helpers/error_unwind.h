// SPDX-License-Identifier: GPL-2.0-only
// error-unwind: after a failing call no block and no mapping is left, and the call returns its
// failure.
#pragma once

#include "model/ledger/call_fold.h"
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
      ops_helpers::Assumed::whole_pages_do_not_bounce, ops_helpers::Assumed::handle_is_bus_address);
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
    using ledger::Rule;
    const bool failed = observation.page.is_null;
    ledger::Ledger<M> left;
    ledger::KeptRules<M> rules({Rule::released_once, Rule::released_whole, Rule::right_allocator,
                                Rule::unmapped_first, Rule::unmap_live});
    ledger::CallFold<M> call(left, rules, {BufferUse::acquire}, scenario, {});
    struct Released {
      ledger::PageRun<M> pages;
      Bool still; // they have not been acquired again
    };
    std::vector<Released> released;
    Bool untouched(true);
    for (const Effect<M> &effect : observation.trace) {
      const unsigned shift = scenario.architecture.page_shift;
      const auto acquired = ledger::acquisition_of<M>(effect, 0, shift);
      for (Released &each : released) {
        const Bool touched = touches(scenario.architecture, effect, each.pages);
        untouched = both(untouched, negate(both(each.still, touched)));
        if (acquired)
          each.still = both(each.still, ledger::apart(acquired->pages, each.pages));
      }
      if (const auto pages = call.apply(effect))
        released.push_back({*pages, Bool(true)});
    }
    const auto handed_out = [&](const ledger::PageRun<M> &pages) {
      return failed ? Bool(false) : observation.page.frame == pages.first;
    };
    Bool no_leak(true);
    for (const ledger::Block<M> &block : left.blocks)
      no_leak = both(no_leak, handed_out(block.pages));
    Bool once = rules.keeps({Rule::released_once});
    for (const Released &each : released)
      once = both(once, negate(both(each.still, handed_out(each.pages))));
    const bool unmapped = std::ranges::all_of(left.mappings, &ledger::Mapping<M>::permanent);
    judgement.require("null-result", Bool(failed || (left.acquired != 0 && left.mapped != 0)));
    judgement.require("no-page-leaked", no_leak);
    judgement.require("released-once", once);
    judgement.require("right-allocator",
                      rules.keeps({Rule::right_allocator, Rule::released_whole}));
    judgement.require("no-live-mapping", Bool(!failed || unmapped));
    judgement.require("unmap-first", rules.keeps({Rule::unmapped_first}));
    judgement.require("unmap-live", rules.keeps({Rule::unmap_live}));
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

private:
  // The effect writes to the pages, or maps them.
  template <class M>
  static typename M::Bool touches(const Architecture &architecture, const Effect<M> &effect,
                                  const ledger::PageRun<M> &pages) {
    if (effect.kind == DmaEffect::memset)
      return ledger::writes_into(architecture, effect, pages);
    if (effect.kind == DmaEffect::map)
      return effect.phys == frame_to_phys<M>(pages.first, architecture.page_shift);
    return typename M::Bool(false);
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
