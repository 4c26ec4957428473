// SPDX-License-Identifier: GPL-2.0-only
// count-bounds: a mapping has as many pages as its size needs, and none for a size of 0.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

inline constexpr std::array kCountClauses = {
    ClauseText{"rounded-up", "the mapping has a page for every byte of size, in exact numbers",
               "the caller, which writes all bytes and runs past the mapping"},
    ClauseText{"not-more", "the mapping has no page that size does not need",
               "the owner of the next page, or of the memory behind the array"},
    ClauseText{"empty", "for a size of 0 the answer is NULL and nothing is mapped",
               "the caller, which takes it for memory"},
};
inline constexpr std::array kCountAssumptions =
    assumptions(Assumed::count_fits_unsigned_int, Assumed::areas_placed);

template <Helper kHelper> struct CountBounds {
  static constexpr PropertyText kText = {
      .id = kHelper == Helper::contiguous_remap ? "count-bounds.contiguous_remap"
                                                : "count-bounds.pages_remap",
      .call = kHelper,
      .statement = "the mapping has PAGE_ALIGN(size) >> PAGE_SHIFT pages, in exact numbers",
      .clauses = kCountClauses,
      .assumptions = kCountAssumptions,
      .source = "PAGE_ALIGN() in linux/mm.h, vmap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using Wide = typename M::Wide;
    const Wide needed = assumption::needed_pages(scenario);
    Bool rounded_up(true);
    Bool not_more(true);
    Bool empty(observation.result.is_null);
    for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &area) {
      const Bool returned = is_returned(observation, mapping);
      const Wide count = resize<2 * M::kWordBits>(mapping.count);
      rounded_up = both(rounded_up, implies(returned, needed <= count));
      not_more = both(not_more, implies(returned, count <= needed));
      empty = both(empty, Bool(!area.live));
    });
    judgement.require("rounded-up", rounded_up);
    judgement.require("not-more", not_more);
    judgement.require("empty", implies(needed == Wide(0), empty));
  }
};

} // namespace dma_verify::remap
