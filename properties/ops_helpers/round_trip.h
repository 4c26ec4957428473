// SPDX-License-Identifier: GPL-2.0-only
// round-trip: free_pages gives back exactly what alloc_pages handed out.
#pragma once

#include "model/ledger/call_fold.h"
#include "properties/property.h"

namespace dma_verify::properties {

struct AllocPagesRoundTrip {
  static constexpr std::array kClauses = {
      ClauseText{"own-block", "the page returned is the first of a block that was acquired"},
      ClauseText{"covers-size", "the block holds size bytes"},
      ClauseText{"free-takes-it-back", "freeing it with this size releases exactly the block"},
      ClauseText{"one-mapping", "exactly one mapping is live"},
      ClauseText{"mapping-of-block",
                 "the live mapping is of exactly size bytes from the block's start"},
      ClauseText{"handle", "the live mapping's handle is in *dma_handle"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::size_page_aligned, ops_helpers::Assumed::device_can_map,
      ops_helpers::Assumed::map_failure_reported, ops_helpers::Assumed::blocks_in_low_memory,
      ops_helpers::Assumed::whole_pages_do_not_bounce, ops_helpers::Assumed::handle_is_bus_address);
  static constexpr std::array kLabels = {LabelText{"success", 15}, LabelText{"handle 0", 1},
                                         LabelText{"contiguous block", 5},
                                         LabelText{"buddy block", 5}};
  static constexpr PropertyText kText = {
      .id = "round-trip.alloc_pages",
      .call = ops_helpers::Helper::alloc_pages,
      .statement = "a successful alloc_pages leaves exactly its block and its one live mapping",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_alloc_pages(), dma_alloc_pages() in core-api/dma-api.rst",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const unsigned shift = scenario.architecture.page_shift;
    const bool success = !observation.page.is_null;
    Bool own(false);
    Bool covers(true);
    Bool taken_back(true);
    Effect<M> by_size;
    by_size.kind = DmaEffect::dma_free_contiguous;
    by_size.bytes = scenario.size;
    for (const ledger::Acquisition<M> &block : ledger::acquisitions_of(scenario, observation)) {
      const Bool this_one = success ? observation.page.frame == block.pages.first : Bool(false);
      own = either(own, this_one);
      covers = both(covers, implies(this_one, M::wide(scenario.size.word) <=
                                                  (M::wide(block.pages.count.word) << shift)));
      taken_back =
          both(taken_back, implies(this_one, ledger::releases_exactly(by_size, block, shift)));
    }
    ledger::Ledger<M> left;
    ledger::KeptRules<M> rules(ledger::RuleSet{});
    ledger::CallFold<M> call(left, rules, {BufferUse::acquire}, scenario, {});
    for (const Effect<M> &effect : observation.trace)
      call.apply(effect);
    Bool of_block(true);
    Bool handle(true);
    for (const ledger::Mapping<M> &mapping : left.mappings) {
      of_block =
          both(of_block, both(mapping.phys == frame_to_phys<M>(observation.page.frame, shift),
                              mapping.bytes == scenario.size));
      handle = both(handle, observation.dma_handle == mapping.handle);
    }
    judgement.require("own-block", implies(success, own));
    judgement.require("covers-size", implies(success, covers));
    judgement.require("free-takes-it-back", implies(success, taken_back));
    judgement.require("one-mapping", Bool(!success || left.mappings.size() == 1));
    judgement.require("mapping-of-block", implies(success, of_block));
    judgement.require("handle", implies(success, handle));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const bool success = !observation.page.is_null;
    Labels<kLabels> labels;
    if (!success)
      return labels.set();
    labels.add("success", true);
    labels.add("handle 0", scenario.map_handle == typename M::BusAddress{});
    for (const ledger::Acquisition<M> &block : ledger::acquisitions_of(scenario, observation))
      labels.add_one_of(block.allocator == Allocator::contiguous, "contiguous block",
                        "buddy block");
    return labels.set();
  }
};

struct FreePagesRoundTrip {
  static constexpr std::array kClauses = {
      ClauseText{"one-unmap", "exactly one unmap, where the device has one"},
      ClauseText{"unmap-arguments", "the unmap is of the handle and size that were given"},
      ClauseText{"unmap-first", "the unmap comes before the release"},
      ClauseText{"one-release", "exactly one release, of the page that was given"},
      ClauseText{"right-allocator",
                 "exactly the block's pages are released, to the allocator they came from"},
      ClauseText{"no-touch-after-release", "released pages are not written"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::size_page_aligned, ops_helpers::Assumed::device_can_map,
      ops_helpers::Assumed::free_matches_allocation, ops_helpers::Assumed::blocks_in_low_memory,
      ops_helpers::Assumed::handle_is_bus_address);
  static constexpr std::array kLabels = {
      LabelText{"IOMMU device", 10, LabelNeeds::iommu_devices}, LabelText{"ops with unmap", 10},
      LabelText{"ops without unmap", 5}, LabelText{"contiguous block", 10},
      LabelText{"buddy block", 10}};
  static constexpr PropertyText kText = {
      .id = "round-trip.free_pages",
      .call = ops_helpers::Helper::free_pages,
      .statement = "free_pages makes one unmap, then one release, of what it was given",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_free_pages(), dma_free_pages() in core-api/dma-api.rst",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const unsigned shift = scenario.architecture.page_shift;
    const bool has_unmap = scenario.use_dma_iommu || scenario.ops_has_unmap;
    ledger::Acquisition<M> block;
    block.allocator = scenario.block_owner;
    block.pages.first = scenario.page;
    block.pages.count = scenario.block_owner == Allocator::buddy
                            ? ops_helpers::assumption::buddy_pages<M>(scenario)
                            : ops_helpers::assumption::contiguous_pages<M>(scenario);
    unsigned unmap_count = 0;
    unsigned release_count = 0;
    bool unmap_after_release = false;
    Bool unmap_arguments(true);
    Bool of_page(true);
    Bool exact(true);
    Bool untouched(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::unmap) {
        ++unmap_count;
        unmap_after_release = unmap_after_release || release_count != 0;
        unmap_arguments =
            both(unmap_arguments, ledger::unmaps<M>(effect, scenario.dma_handle, scenario.size));
      } else if (ledger::is_release(effect.kind)) {
        ++release_count;
        of_page = both(of_page, ledger::releases(effect, block.pages));
        exact = both(exact, ledger::releases_exactly(effect, block, shift));
      } else if (effect.kind == DmaEffect::memset && release_count != 0) {
        untouched = both(untouched,
                         negate(ledger::writes_into(scenario.architecture, effect, block.pages)));
      }
    }
    judgement.require("one-unmap", Bool(unmap_count == (has_unmap ? 1U : 0U)));
    judgement.require("unmap-arguments", unmap_arguments);
    judgement.require("unmap-first", Bool(!unmap_after_release));
    judgement.require("one-release", both(Bool(release_count == 1), of_page));
    judgement.require("right-allocator", exact);
    judgement.require("no-touch-after-release", untouched);
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    Labels<kLabels> labels;
    if (scenario.use_dma_iommu)
      labels.add("IOMMU device", true);
    else
      labels.add_one_of(scenario.ops_has_unmap, "ops with unmap", "ops without unmap");
    labels.add_one_of(scenario.block_owner == Allocator::contiguous, "contiguous block",
                      "buddy block");
    return labels.set();
  }
};

} // namespace dma_verify::properties
