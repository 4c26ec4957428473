// SPDX-License-Identifier: GPL-2.0-only
// completeness: inside the contract a call fails only if a service that it had to ask failed. For
// mmap this is offset-bounds.in-bounds-accepted.
#pragma once

#include "model/ledger/effects.h"
#include "properties/property.h"

namespace dma_verify::properties {

struct AllocPagesCompleteness {
  static constexpr std::array kClauses = {
      ClauseText{"succeeds", "if an allocator has pages and mapping works, it succeeds, unless it "
                             "is asked for the direction DMA_NONE"},
      ClauseText{"contiguous-first",
                 "the contiguous area is asked first, for size bytes and by a request that may "
                 "wait, unless those bytes are none, 2^32 pages or more, or more than low memory "
                 "has, gfp cannot wait, or the direction is DMA_NONE"},
      ClauseText{"then-buddy",
                 "the buddy allocator is asked only if that gave nothing that is kept"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::size_page_aligned, ops_helpers::Assumed::device_can_map,
      ops_helpers::Assumed::map_failure_reported, ops_helpers::Assumed::blocks_in_low_memory,
      ops_helpers::Assumed::whole_pages_do_not_bounce, ops_helpers::Assumed::handle_is_bus_address);
  static constexpr std::array kLabels = {LabelText{"must succeed", 15}, LabelText{"handle 0", 1},
                                         LabelText{"contiguous fails", 10},
                                         LabelText{"both fail", 2}};
  static constexpr PropertyText kText = {
      .id = "completeness.alloc_pages",
      .call = ops_helpers::Helper::alloc_pages,
      .statement = "alloc_pages fails only if both allocators or the mapping failed",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_alloc_pages(), dma_alloc_pages() in core-api/dma-api.rst",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const Architecture &arch = scenario.architecture;
    Bool area(false);
    if (!scenario.contiguous_page.is_null) {
      area = both(negate(ops_helpers::assumption::contiguous_pages<M>(scenario).word ==
                         typename M::Word(0)),
                  contiguous::asks<M>(scenario.contiguous_area, scenario.size, scenario.gfp,
                                      scenario.numa_node, arch.page_shift));
    }
    const Bool buddy =
        both(Bool(!scenario.buddy_page.is_null), get_order<M>(scenario.size, arch.page_shift) <=
                                                     typename M::UnsignedInt(arch.max_page_order));
    // Some map operations stop the kernel on it (SEMANTICS.md, "Callers of alloc_pages and
    // free_pages").
    const Bool directed(scenario.direction != Direction::none);
    const Bool mappable = negate(scenario.map_handle == dma_mapping_error<M>());

    Bool asked(false);
    Bool contiguous_first(true);
    Bool for_size(true);
    Bool then_buddy(true);
    Bool kept(false); // a block of the contiguous area is held
    typename M::FrameNumber held{};
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind == DmaEffect::dma_alloc_contiguous) {
        // Of a request that cannot wait no area is asked (contiguous::asks).
        asked = either(asked, may_wait<M>(effect.gfp));
        for_size = both(for_size, page_align<M>(effect.bytes, arch.page_shift) ==
                                      page_align<M>(scenario.size, arch.page_shift));
        kept = Bool(!effect.page.is_null);
        held = effect.page.frame;
      } else if (effect.kind == DmaEffect::alloc_pages_node) {
        contiguous_first = both(contiguous_first, asked);
        then_buddy = both(then_buddy, negate(kept));
      } else if (ledger::is_release(effect.kind) && !effect.page.is_null) {
        kept = both(kept, negate(effect.page.frame == held));
      }
    }
    judgement.require("succeeds", implies(both(either(area, buddy), both(mappable, directed)),
                                          Bool(!observation.page.is_null)));
    // No contiguous area serves a request that cannot block, a size of 0, or such a size.
    // Nobody need allocate 2^32 pages or more (blocks_in_low_memory).
    std::uint64_t most = arch.linear_size;
    if (arch.word_bits == 64)
      most = std::min(most, std::uint64_t{0xffffffff} << arch.page_shift);
    const Bool may_exist = both(negate(scenario.size.word == typename M::Word(0)),
                                scenario.size.word <= typename M::Word(most));
    const Bool may_serve = both(both(may_wait<M>(scenario.gfp), directed), may_exist);
    judgement.require("contiguous-first",
                      both(implies(may_serve, both(contiguous_first, asked)), for_size));
    judgement.require("then-buddy", then_buddy);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const bool success = !observation.page.is_null;
    const typename M::Bool zero = scenario.map_handle == typename M::BusAddress{};
    const bool contiguous = !scenario.contiguous_page.is_null;
    const bool buddy = !scenario.buddy_page.is_null;
    Labels<kLabels> labels;
    labels.add("must succeed", success);
    labels.add("handle 0", success && zero);
    labels.add("contiguous fails", !contiguous);
    labels.add("both fail", !contiguous && !buddy);
    return labels.set();
  }

private:
  template <class M> static typename M::Bool may_wait(typename M::UnsignedInt gfp) {
    using UnsignedInt = typename M::UnsignedInt;
    return (gfp & UnsignedInt(kGfpDirectReclaim)) != UnsignedInt(0);
  }
};

struct SgtableCompleteness {
  static constexpr std::array kClauses = {
      ClauseText{"succeeds", "if sg_alloc_table succeeds, get_sgtable does"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_as_allocated, ops_helpers::Assumed::buffer_contiguous,
      ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::cpu_addr_is_address,
      ops_helpers::Assumed::size_does_not_wrap);
  static constexpr std::array kLabels = {LabelText{"must succeed", 15}};
  static constexpr PropertyText kText = {
      .id = "completeness.get_sgtable",
      .call = ops_helpers::Helper::get_sgtable,
      .statement = "get_sgtable fails only if sg_alloc_table failed",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_get_sgtable()",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    judgement.require("succeeds", Bool(scenario.sg_alloc_status != 0 || observation.status == 0));
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    Labels<kLabels> labels;
    labels.add("must succeed", scenario.sg_alloc_status == 0);
    return labels.set();
  }
};

} // namespace dma_verify::properties
