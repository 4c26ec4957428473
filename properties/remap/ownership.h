// SPDX-License-Identifier: GPL-2.0-only
// ownership of arrays and pages by the two helpers that map.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

struct ContiguousOwnership {
  static constexpr std::array kClauses = {
      ClauseText{"allocator", "the array goes back to the allocator that it came from",
                 "the allocator, which takes an address that is not its own"},
      ClauseText{"no-array-in-area", "the area names no array",
                 "iommu_dma_free(), which would walk and release the released array"},
      ClauseText{"owned-frames", "only pages that the caller owns are mapped",
                 "the owner of the others"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::count_fits_unsigned_int, Assumed::block_owned, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "ownership.contiguous_remap",
      .call = Helper::contiguous_remap,
      .statement = "the array is contiguous_remap's own, the pages stay the caller's",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_contiguous_remap(), kvfree(), dma_common_find_pages()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    Bool allocator(true);
    for (const Effect<M> &made : observation.trace) {
      if (made.kind != EffectKind::allocate || made.result.is_null)
        continue;
      for (const Effect<M> &gone : observation.trace) {
        if (gone.kind != EffectKind::release)
          continue;
        allocator = both(allocator, implies(same<M>(made.result, gone.array),
                                            Bool(may_release(gone.allocator, made.allocator))));
      }
    }
    Bool no_array(true);
    Bool owned(true);
    for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &area) {
      const Bool returned = is_returned(observation, mapping);
      const Bool none = both(Bool(area.pages.is_null), area.nr_pages == typename M::UnsignedInt(0));
      no_array = both(no_array, implies(returned, none));
      const Bool read = both(is_probed(scenario, mapping), mapping.entry_written);
      const Bool mine = mapping.entry.is_null
                            ? Bool(false)
                            : pages_between(scenario.page, mapping.entry.frame) < scenario.owned;
      owned = both(owned, implies(both(returned, read), mine));
    });
    judgement.require("allocator", allocator);
    judgement.require("no-array-in-area", no_array);
    judgement.require("owned-frames", owned);
  }

private:
  // kvfree takes back what any of them allocated; the others only their own.
  static constexpr bool may_release(ArrayAllocator by, ArrayAllocator from) {
    return by == from || by == ArrayAllocator::kvmalloc;
  }
};

struct ArrayOwnership {
  static constexpr std::array kClauses = {
      ClauseText{"array-kept", "the caller's array is not released",
                 "the caller, which releases it itself"},
      ClauseText{"array-remembered", "the area names the caller's array",
                 "iommu_dma_free() and iommu_dma_mmap(), which do not find the pages"},
      ClauseText{"count-unset", "the area counts no pages",
                 "readers of /proc/vmallocinfo, which would follow a released array"},
  };
  static constexpr std::array kAssumptions = assumptions(Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "ownership.pages_remap",
      .call = Helper::pages_remap,
      .statement = "the array stays the caller's, and is remembered in the area",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_pages_remap(), dma_common_find_pages()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    bool released = false;
    for (const Effect<M> &effect : observation.trace)
      released = released || effect.kind == EffectKind::release;
    const auto callers = Pointer<M>::to(scenario.pages);
    Bool remembered(true);
    Bool unset(true);
    for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &area) {
      const Bool returned = is_returned(observation, mapping);
      remembered = both(remembered, implies(returned, same<M>(area.pages, callers)));
      unset = both(unset, implies(returned, area.nr_pages == typename M::UnsignedInt(0)));
    });
    judgement.require("array-kept", Bool(!released));
    judgement.require("array-remembered", remembered);
    judgement.require("count-unset", unset);
  }
};

} // namespace dma_verify::remap
