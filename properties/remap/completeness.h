// SPDX-License-Identifier: GPL-2.0-only
// completeness: inside the contract a mapping fails only if a service that it had to ask failed.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

// The size has pages, and PAGE_ALIGN(size) is a number of bytes that a word holds.
template <class M> typename M::Bool is_mappable(const Scenario<M> &scenario) {
  using Wide = typename M::Wide;
  const Wide bytes = assumption::needed_pages(scenario) << scenario.architecture.page_shift;
  return both(bytes != Wide(0), bytes < Wide(Uint128{1} << M::kWordBits));
}

struct ContiguousCompleteness {
  static constexpr std::array kClauses = {
      ClauseText{"served", "where there is memory and room, the block is mapped",
                 "the driver, which gets no buffer"},
      ClauseText{"no-overflow", "the bytes of the array that is asked for fit a size_t",
                 "the driver, which gets no buffer however much memory there is"},
  };
  // An array of more than INT_MAX bytes is refused by kvmalloc_array whatever memory there is.
  static constexpr std::array kAssumptions =
      assumptions(Assumed::count_fits_unsigned_int, Assumed::block_owned, Assumed::array_fits_int,
                  Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "completeness.contiguous_remap",
      .call = Helper::contiguous_remap,
      .statement = "contiguous_remap fails only for want of memory or room",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_contiguous_remap(), kvmalloc_array()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const bool served = scenario.kvmalloc_array && scenario.vmap;
    Bool fits(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != EffectKind::allocate)
        continue;
      const auto bytes = array_bytes<M>(M::wide(effect.entries), effect.element_bytes);
      fits = both(fits, bytes >> M::kWordBits == typename M::Wide(0));
    }
    judgement.require("served", implies(both(Bool(served), is_mappable(scenario)),
                                        Bool(!observation.result.is_null)));
    judgement.require("no-overflow", fits);
  }
};

struct ArrayCompleteness {
  static constexpr std::array kClauses = {
      ClauseText{"served", "where there is room, the array is mapped",
                 "the driver, which gets no buffer"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::count_fits_unsigned_int, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "completeness.pages_remap",
      .call = Helper::pages_remap,
      .statement = "pages_remap fails only for want of room",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_pages_remap(), vmap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    judgement.require("served", implies(both(Bool(scenario.vmap), is_mappable(scenario)),
                                        Bool(!observation.result.is_null)));
  }
};

} // namespace dma_verify::remap
