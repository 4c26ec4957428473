// SPDX-License-Identifier: GPL-2.0-only
// The conditions of regions (properties/regions/conditions.h) on calls of this unit's helpers.
#pragma once

#include "properties/regions/condition.h"
#include "properties/remap/contracts.h"

namespace dma_verify::remap {

// The conditions that are tried for a scenario's call, the most useful first.
template <class M>
void add_conditions(conditions::List<M> &list, const Scenario<M> &scenario,
                    const StoredScenario &here) {
  using namespace conditions;
  using Bool = typename M::Bool;
  using Word = typename M::Word;
  const Helper helper = remap::helper_of(scenario.call);
  const Numbers<M> n{scenario};
  if (helper == Helper::contiguous_remap || helper == Helper::pages_remap) {
    const auto power = [](unsigned exponent) { return "2^" + std::to_string(exponent); };
    for (const unsigned bits : {M::kIntBits - 1, M::kIntBits})
      list.compare("pages of the buffer", power(bits), n.pages, n.constant(bits));
    list.either_way("PAGE_ALIGN(size) is 0", "PAGE_ALIGN(size) is not 0",
                    page_count<M>(scenario.size, n.shift).word == Word(0));
    if (helper == Helper::contiguous_remap) {
      list.either_way("kvmalloc_array has memory", "kvmalloc_array has no memory",
                      Bool(scenario.kvmalloc_array));
      list.either_way("the array has more than INT_MAX bytes",
                      "the array has at most INT_MAX bytes",
                      array_bytes<M>(n.pages, pointer_bytes<M>()) >= n.constant(M::kIntBits - 1));
      list.either_way("the struct pages are two arrays", "the struct pages are one array",
                      Bool(scenario.split_memmap));
      list.compare("next_part", "page", M::wide(scenario.next_part.word),
                   M::wide(scenario.page.word));
      list.compare("pages that are owned", "pages of the buffer", M::wide(scenario.owned.word),
                   n.pages);
    }
    list.either_way("vmap has room", "vmap has no room", Bool(scenario.vmap));
    list.compare("probe", "pages of the buffer", M::wide(scenario.probe), n.pages);
    add_size(list, n, here);
  } else {
    const Bool inside = both(Bool(scenario.area), assumption::is_in_area(scenario));
    list.either_way("cpu_addr lies in an area", "cpu_addr lies in no area", inside);
    list.either_way("cpu_addr is where the area begins", "cpu_addr is not where the area begins",
                    scenario.cpu_addr == scenario.area_address);
    list.either_way("the area has VM_DMA_COHERENT", "the area does not have VM_DMA_COHERENT",
                    (scenario.area_flags & Word(kVmDmaCoherent)) != Word(0));
    list.either_way("the area has no other flag than VM_DMA_COHERENT",
                    "the area has other flags than VM_DMA_COHERENT",
                    scenario.area_flags == Word(kVmDmaCoherent));
    list.either_way("the area has an array", "the area has no array",
                    Bool(scenario.area_has_array));
    if (helper == Helper::free_remap)
      add_size(list, n, here);
  }
  add_numbers(list, scenario, here, [](std::string_view name) { return name != "size"; });
}

} // namespace dma_verify::remap
