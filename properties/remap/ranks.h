// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a helper is the smaller one: the scenario as a list of numbers in
// kernel terms, most significant first, 0 the simplest value of each. Faults come first, as the
// fewer of them the simpler; then the size, and the rest.
#pragma once

#include "model/kernel/scenario.h"

#include <string_view>

namespace dma_verify::remap {

// Calls visit(name, number) for each number of the scenario, most significant first.
template <class M, class Visit> void visit_ranks(const Scenario<M> &scenario, Visit &&visit) {
  using Wide = typename M::Wide;
  const auto rank = [&](std::string_view name, const auto &quantity) {
    if constexpr (requires { quantity.word; }) {
      visit(name, M::wide(quantity.word));
    } else {
      visit(name, M::wide(quantity));
    }
  };
  const auto flag = [&](std::string_view name, bool value) { visit(name, Wide(value ? 1 : 0)); };
  // 0 for the usual value, then all values by their number.
  const auto usual_first = [&](std::string_view name, const Wide &value, const Wide &usual) {
    visit(name, select(value == usual, Wide(0), Wide(value + Wide(1))));
  };
  const auto size = [&] {
    usual_first("size", M::wide(scenario.size.word),
                Wide(Uint128{1} << scenario.architecture.page_shift));
  };
  switch (remap::helper_of(scenario.call)) {
  case Helper::contiguous_remap:
    flag("split_memmap", scenario.split_memmap);
    flag("kvmalloc_array", !scenario.kvmalloc_array);
    flag("vmap", !scenario.vmap);
    size();
    rank("owned", scenario.owned);
    rank("page", scenario.page);
    rank("next_part", scenario.next_part);
    rank("kvmalloc_address", scenario.kvmalloc_address);
    rank("vmap_address", scenario.vmap_address);
    rank("prot", scenario.prot);
    rank("probe", scenario.probe);
    return;
  case Helper::pages_remap:
    flag("vmap", !scenario.vmap);
    size();
    rank("entry", scenario.entry);
    rank("pages", scenario.pages);
    rank("vmap_address", scenario.vmap_address);
    rank("prot", scenario.prot);
    rank("probe", scenario.probe);
    return;
  case Helper::find_pages:
  case Helper::free_remap:
    flag("area", scenario.area);
    flag("area_has_array", scenario.area_has_array);
    usual_first("area_flags", M::wide(scenario.area_flags), Wide(kVmDmaCoherent));
    rank("area_pages", scenario.area_pages);
    rank("area_address", scenario.area_address);
    rank("cpu_addr", bytes_between(scenario.area_address, scenario.cpu_addr));
    rank("area_array", scenario.area_array);
    if (remap::helper_of(scenario.call) == Helper::free_remap)
      size();
    return;
  }
}

} // namespace dma_verify::remap
