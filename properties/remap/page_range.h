// SPDX-License-Identifier: GPL-2.0-only
// page-range: a mapping shows exactly the pages that the caller named, in their order.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

struct ContiguousPageRange {
  static constexpr std::array kClauses = {
      ClauseText{"page-k", "page k of the mapping is page k of the block",
                 "the driver, which reads and writes other memory than its device"},
      ClauseText{"written", "vmap reads no entry that nothing was stored in",
                 "whoever owns the page that the stale bytes happen to name"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::count_fits_unsigned_int, Assumed::block_owned, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "page-range.contiguous_remap",
      .call = Helper::contiguous_remap,
      .statement = "the mapping shows the pages of the block in their order",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_contiguous_remap(), vmap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const Bool of_block = M::wide(scenario.probe) < assumption::needed_pages(scenario);
    const auto wanted = scenario.page + typename M::PageCount(scenario.probe);
    Bool page_k(true);
    Bool written(true);
    for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &) {
      const Bool asked =
          both(is_returned(observation, mapping), both(is_probed(scenario, mapping), of_block));
      const Bool right = mapping.entry.is_null ? Bool(false) : mapping.entry.frame == wanted;
      page_k = both(page_k, implies(both(asked, mapping.entry_written), right));
      written = both(written, mapping.entry_written);
    });
    judgement.require("page-k", page_k);
    judgement.require("written", written);
  }
};

struct ArrayPageRange {
  static constexpr std::array kClauses = {
      ClauseText{"page-k", "page k of the mapping is the page in entry k of the caller's array",
                 "the driver, which reads and writes other memory than its device"},
  };
  static constexpr std::array kAssumptions =
      assumptions(Assumed::count_fits_unsigned_int, Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "page-range.pages_remap",
      .call = Helper::pages_remap,
      .statement = "the mapping shows the pages of the caller's array in their order",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_pages_remap(), vmap()",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    Bool page_k(true);
    for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &) {
      const Bool asked = both(is_returned(observation, mapping), is_probed(scenario, mapping));
      const Bool right =
          mapping.entry.is_null ? Bool(false) : mapping.entry.frame == scenario.entry;
      page_k = both(page_k, implies(asked, right));
    });
    judgement.require("page-k", page_k);
  }
};

struct FoundPageRange {
  static constexpr std::array kClauses = {
      ClauseText{"first-page", "the first entry of the answer is the page of cpu_addr",
                 "callers, which take the pages of the buffer from there on"},
  };
  // From an address inside the area the answer is the area's first page all the same.
  static constexpr std::array kAssumptions =
      assumptions(Assumed::flags_kept, Assumed::areas_placed, Assumed::address_is_start);
  static constexpr PropertyText kText = {
      .id = "page-range.find_pages",
      .call = Helper::find_pages,
      .statement = "the array that is found begins with the page of the address",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_find_pages(), iommu_dma_mmap() in drivers/iommu/dma-iommu.c",
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Wide = typename M::Wide;
    if (observation.result.is_null || !scenario.area || !scenario.area_has_array)
      return judgement.require("first-page", typename M::Bool(true));
    const Wide index = M::wide(bytes_between(scenario.area_address, scenario.cpu_addr).word >>
                               scenario.architecture.page_shift);
    const Wide entry =
        M::wide(scenario.area_array.word) + array_bytes<M>(index, pointer_bytes<M>());
    judgement.require("first-page", M::wide(observation.result.address.word) == entry);
  }
};

} // namespace dma_verify::remap
