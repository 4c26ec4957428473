// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a call is smaller. A scenario is a list of numbers in kernel terms, the
// most significant first; 0 is the simplest value of each. All engines use this text, so that the
// minimizer and the solvers have the same order.
#pragma once

#include "model/ops_helpers/kernel/buffer.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

// The order of the numbers. `usual`: first faults and unusual buffers, because a scenario with less
// of them is simpler; then the requested pages, the size, the offset, and the rest.
enum class Order : std::uint8_t {
  usual,
  // The buffer and its place come before vm_pgoff: so a sum that exceeds the last frame is shown
  // with a large offset, and not with a buffer at the end of memory.
  buffer_before_offset,
};

// The order of each property that does not have the usual one.
struct PropertyOrder {
  std::string_view property;
  Order order;
};
inline constexpr std::array kPropertyOrders = {
    PropertyOrder{"offset-bounds.no-wrap", Order::buffer_before_offset},
};
constexpr Order order_of(std::string_view property) {
  for (const PropertyOrder &one : kPropertyOrders) {
    if (one.property == property)
      return one.order;
  }
  return Order::usual;
}

namespace order {

// A member as a number: whatever its unit and width.
template <class M, class Value> typename M::Wide number(const Value &value) {
  constexpr unsigned kWide = 2 * M::kWordBits;
  if constexpr (std::is_enum_v<Value> || std::is_same_v<Value, bool>) {
    return typename M::Wide(static_cast<Uint128>(value));
  } else if constexpr (requires { value.word; }) {
    return resize<kWide>(value.word);
  } else {
    return resize<kWide>(value);
  }
}

// 0 for the value that callers usually pass, then all other values by their number.
template <class M>
typename M::Wide usual_first(const typename M::Wide &value, const typename M::Wide &usual) {
  using Wide = typename M::Wide;
  return select(value == usual, Wide(0), value + Wide(1));
}

// An error number: 0, or the positive number.
template <class M> typename M::Wide error(int status) {
  return typename M::Wide(static_cast<Uint128>(-status));
}

// NULL is 0, frame f is f + 1.
template <class M> typename M::Wide page(const Page<M> &page) {
  using Wide = typename M::Wide;
  return page.is_null ? Wide(0) : M::wide(page.frame.word) + Wide(1);
}

// Where the vmalloc area begins in the numbers of buffers.
template <class M> constexpr Uint128 kVmallocBuffers = Uint128{1} << (M::kWordBits - 1);

// The page at which a buffer begins, counted in the linear map; those of the vmalloc area, counted
// there, come after all of these.
template <class M> typename M::Wide buffer(const Scenario<M> &scenario) {
  using Word = typename M::Word;
  const Architecture &row = scenario.architecture;
  const Word address = scenario.cpu_addr.word;
  const Word linear = (address - Word(row.linear_base)) >> row.page_shift;
  const Word vmalloc = (address - Word(row.vmalloc_base)) >> row.page_shift;
  return M::wide(select(is_vmalloc_address<M>(row, scenario.cpu_addr),
                        Word(vmalloc | Word(kVmallocBuffers<M>)), linear));
}

} // namespace order

// Calls visit(name, number) for each number of the scenario, most significant first.
template <class M, class Visit>
void for_each_rank(Order which, const Scenario<M> &scenario, Visit &&visit) {
  using namespace order;
  using Wide = typename M::Wide;
  const Architecture &row = scenario.architecture;
  const unsigned shift = row.page_shift;
  const auto rank = [&](std::string_view name, const auto &value) {
    visit(name, number<M>(value));
  };
  // One whole page, then nothing, then bytes by their number.
  const auto size = [&] {
    visit("size", usual_first<M>(number<M>(scenario.size), Wide(Uint128{1} << shift)));
  };
  const auto place = [&] {
    visit("cpu_addr", buffer<M>(scenario));
    rank("vmalloc_to_page", scenario.vmalloc_to_page);
  };
  const auto kind = [&] {
    rank("buffer_kind", scenario.buffer_kind);
    rank("missing_section", scenario.missing_section);
  };
  const auto device = [&] {
    rank("use_dma_iommu", scenario.use_dma_iommu);
    rank("ops_has_unmap", !scenario.ops_has_unmap);
  };
  switch (ops_helpers::helper_of(scenario.call)) {
  case ops_helpers::Helper::mmap:
    kind();
    rank("pool_described", scenario.pool_described);
    rank("excess", scenario.excess);
    rank("stale_bytes", scenario.stale_bytes);
    rank("dma_mmap_from_dev_coherent", scenario.pool_claims);
    visit("dma_mmap_from_dev_coherent_ret", error<M>(scenario.pool_status));
    visit("remap_pfn_range", error<M>(scenario.remap_status));
    rank("vma_pages", vma_pages<M>(scenario.vma.vm_start, scenario.vma.vm_end, shift));
    size();
    if (which == Order::buffer_before_offset)
      place();
    rank("vm_pgoff", scenario.vma.vm_pgoff);
    if (which != Order::buffer_before_offset)
      place();
    rank("pool_pages", scenario.pool_pages);
    rank("pool_base", scenario.pool_base);
    rank("pool_frame", scenario.pool_frame);
    rank("vm_flags", scenario.vma.vm_flags);
    rank("vm_page_prot", scenario.vma.vm_page_prot);
    rank("dma_pgprot", scenario.dma_pgprot);
    rank("vm_start", typename M::Word(scenario.vma.vm_start.word >> shift)); // in pages
    rank("attrs", scenario.attrs);
    rank("dma_handle", scenario.dma_handle);
    rank("probe", scenario.probe);
    return;
  case ops_helpers::Helper::get_sgtable:
    kind();
    rank("excess", scenario.excess);
    visit("sg_alloc_table", error<M>(scenario.sg_alloc_status));
    size();
    place();
    rank("attrs", scenario.attrs);
    rank("dma_handle", scenario.dma_handle);
    rank("probe", scenario.probe);
    return;
  case ops_helpers::Helper::alloc_pages:
    rank("contiguous_highmem", scenario.contiguous_highmem);
    rank("map_fails_silently", scenario.map_fails_silently);
    rank("map_bounces", scenario.map_bounces);
    device();
    size();
    visit("dma_alloc_contiguous", page<M>(scenario.contiguous_page));
    // The standard area, which most devices use, is the simplest.
    visit("contiguous_area", Wide(Uint128{2} - static_cast<Uint128>(scenario.contiguous_area)));
    visit("alloc_pages_node", page<M>(scenario.buddy_page));
    rank("map", scenario.map_handle);
    rank("direction", scenario.direction);
    visit("gfp",
          usual_first<M>(number<M>(scenario.gfp), number<M>(typename M::UnsignedInt(kGfpKernel))));
    visit("dev_to_node", Wide(static_cast<Uint128>(scenario.numa_node + 1)));
    rank("dma_handle", scenario.dma_handle);
    rank("probe", scenario.probe);
    return;
  case ops_helpers::Helper::free_pages:
    device();
    visit("block_owner", Wide(scenario.block_owner == Allocator::buddy ? 0 : 1));
    size();
    rank("page", scenario.page);
    rank("dma_handle", scenario.dma_handle);
    rank("direction", scenario.direction);
    return;
  }
}

// The numbers of a concrete scenario.
using Ranks = std::vector<Uint128>;

template <class M> Ranks ranks_of(Order which, const Scenario<M> &scenario) requires M::kConcrete {
  Ranks ranks;
  ranks.reserve(24);
  for_each_rank<M>(which, scenario, [&](std::string_view, const typename M::Wide &value) {
    ranks.push_back(value.value());
  });
  return ranks;
}

// Whether the scenario is smaller than the one with these ranks, which is of the same call and
// architecture.
template <class M>
typename M::Bool is_smaller(Order which, const Scenario<M> &scenario, const Ranks &than) {
  using Wide = typename M::Wide;
  std::vector<Wide> ranks;
  ranks.reserve(than.size());
  for_each_rank<M>(which, scenario,
                   [&](std::string_view, const Wide &value) { ranks.push_back(value); });
  typename M::Bool smaller(false);
  for (std::size_t i = ranks.size(); i-- > 0;) {
    const Wide bound(than[i]);
    smaller = either(ranks[i] < bound, both(ranks[i] == bound, smaller));
  }
  return smaller;
}

// Of stored scenarios, on the machine of their architecture.
Ranks ranks_of(const StoredScenario &stored, Order which = Order::usual);
std::vector<std::string_view> rank_names(HelperId call, Order which = Order::usual);

// Lexicographic: -1 if `a` is smaller than `b`, 0 if equal, 1 if larger. Same call and
// architecture.
int compare_scenarios(const StoredScenario &a, const StoredScenario &b, Order which = Order::usual);

} // namespace dma_verify
