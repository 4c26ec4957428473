// SPDX-License-Identifier: GPL-2.0-only
// The callers' and services' contracts of this unit as named assumptions (SEMANTICS.md,
// "Contracts").
#pragma once

#include "model/kernel/neighbours/contiguous.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "properties/assumption.h"
#include "properties/frame_limit.h"

#include <algorithm>
#include <array>

namespace dma_verify::ops_helpers {

enum class Assumed : std::uint8_t {
  device_not_null,
  size_page_aligned,
  gfp_without_zone_or_comp,
  may_sleep_if_gfp_may,
  device_can_map,
  map_failure_reported,
  free_matches_allocation,
  blocks_in_low_memory,
  whole_pages_do_not_bounce,
  handle_is_bus_address,
  buffer_as_allocated,
  buffer_contiguous,
  buffer_has_pages_or_pool,
  cpu_addr_is_address,
  buffer_zeroed,
  vma_page_aligned,
  size_does_not_wrap,
  buffer_end_does_not_wrap,
  pool_in_range
};
constexpr UnitId unit_of_assumption(Assumed) { return UnitId::ops_helpers; }

// The assumption, which must be one of this unit.
constexpr Assumed assumed(Assumption assumption) {
  assert(assumption.unit == UnitId::ops_helpers);
  return static_cast<Assumed>(assumption.position);
}

namespace contract {
using enum Assumed;
inline constexpr std::array<AssumptionText, 19> kTexts = {{
    {device_not_null, "A1", "the device is not NULL", true},
    {size_page_aligned, "A2", "size is a multiple of the page size", false},
    {gfp_without_zone_or_comp, "A3", "gfp has no zone bit and no __GFP_COMP", false},
    {may_sleep_if_gfp_may, "A4", "the context may sleep if gfp may", true},
    {device_can_map, "A5", "the device uses dma-iommu, or has an ops table with a map operation",
     true},
    {map_failure_reported, "A6",
     "mapping fails with all ones in the width of dma_addr_t, leaving no mapping", false},
    {free_matches_allocation, "A7",
     "free gets the device, size, page, handle and direction of the allocation", false},
    {blocks_in_low_memory, "A8",
     "blocks handed out are low memory, of less than 2^32 pages, and do not overlap", false},
    {whole_pages_do_not_bounce, "A9", "a mapping of whole pages uses no bounce buffer", false},
    {handle_is_bus_address, "A10",
     "a handle is the bus address of `size` bytes below the device's mask, at a multiple of 4 KiB",
     false},
    {buffer_as_allocated, "M1",
     "cpu_addr is that of the allocation, page aligned, and size at most the allocation's", false},
    {buffer_contiguous, "M2", "the buffer is physically contiguous", false},
    {buffer_has_pages_or_pool, "M3",
     "the buffer has struct pages, or lies in a device pool that claims it", false},
    {cpu_addr_is_address, "M4",
     "cpu_addr is an address, not a cookie of DMA_ATTR_NO_KERNEL_MAPPING", false},
    {buffer_zeroed, "M5", "the allocator zeroed every page of the buffer", false},
    {vma_page_aligned, "M6", "the VMA is not empty and is page aligned", false},
    {size_does_not_wrap, "M7", "size <= 2^N - PAGE_SIZE; for get_sgtable PAGE_ALIGN(size) < 2^32",
     false},
    {buffer_end_does_not_wrap, "P1", "cpu_addr + size does not wrap", false},
    {pool_in_range, "P2",
     "a described pool has 1 to 2^31 - 1 pages, within its addresses and frames", false},
}};
inline constexpr std::array kGetSgtable =
    assumptions(buffer_as_allocated, buffer_contiguous, buffer_has_pages_or_pool,
                cpu_addr_is_address, size_does_not_wrap);
inline constexpr std::array kMmap =
    assumptions(buffer_as_allocated, buffer_contiguous, buffer_has_pages_or_pool,
                cpu_addr_is_address, buffer_zeroed, vma_page_aligned, size_does_not_wrap);
inline constexpr std::array kAllocPages =
    assumptions(device_not_null, size_page_aligned, gfp_without_zone_or_comp, may_sleep_if_gfp_may,
                device_can_map, map_failure_reported, blocks_in_low_memory,
                whole_pages_do_not_bounce, handle_is_bus_address);
inline constexpr std::array kFreePages =
    assumptions(device_not_null, size_page_aligned, device_can_map, free_matches_allocation,
                blocks_in_low_memory, handle_is_bus_address);
} // namespace contract

// The contract of the callers of one helper: what every verdict stands on.
constexpr std::span<const Assumption> contract_of_helper(Helper helper) {
  switch (helper) {
  case Helper::get_sgtable:
    return contract::kGetSgtable;
  case Helper::mmap:
    return contract::kMmap;
  case Helper::alloc_pages:
    return contract::kAllocPages;
  case Helper::free_pages:
    return contract::kFreePages;
  }
  return {};
}

namespace assumption {

// Frames [first, first + pages) are low memory, and their count fits an unsigned int: with more,
// dma_free_contiguous would release too few (SEMANTICS.md, "dma_free_contiguous"; W18).
template <class M>
typename M::Bool is_low_memory(const Architecture &architecture, typename M::FrameNumber first,
                               typename M::PageCount pages) {
  const typename M::Wide limit(architecture.linear_size >> architecture.page_shift);
  return both(M::wide(first.word) + M::wide(pages.word) <= limit,
              M::wide(pages.word) < typename M::Wide(Uint128{1} << M::kIntBits));
}

// The described pool has pages, in a positive int, and does not reach around the end of its address
// space or of the frames.
template <class M> typename M::Bool is_pool_placed(const Scenario<M> &scenario) {
  using UnsignedInt = typename M::UnsignedInt;
  using Wide = typename M::Wide;
  const Wide end_of_space(Uint128{1} << M::kWordBits);
  const Wide pages = resize<2 * M::kWordBits>(scenario.pool_pages);
  const Wide end = M::wide(scenario.pool_base.word) + (pages << scenario.architecture.page_shift);
  const typename M::Bool positive =
      both(scenario.pool_pages != UnsignedInt(0),
           scenario.pool_pages < UnsignedInt(Uint128{1} << (M::kIntBits - 1)));
  return both(positive,
              both(end < end_of_space, M::wide(scenario.pool_frame.word) + pages <= end_of_space));
}

// The buffer lies in the pool that the scenario describes, in exact numbers, and the pool's own
// test finds it there.
template <class M> typename M::Bool is_inside_pool(const Scenario<M> &scenario) {
  const auto first = M::wide(scenario.pool_base.word);
  const auto pages = resize<2 * M::kWordBits>(scenario.pool_pages);
  const auto start = M::wide(scenario.cpu_addr.word);
  const auto bytes = allocated_bytes<M>(scenario);
  const unsigned shift = scenario.architecture.page_shift;
  return both(
      both(first <= start, start + M::wide(bytes.word) <= first + (pages << shift)),
      coherent_pool::claims<M>(described_pool<M>(scenario), scenario.cpu_addr, bytes, shift));
}

// The first of `size` bytes on the bus, all within the device's limits; or DMA_MAPPING_ERROR. Every
// service maps in pages of at least 4 KiB and keeps the offset in them (SEMANTICS.md,
// "DMA_MAPPING_ERROR").
template <class M>
typename M::Bool is_bus_address(const Scenario<M> &scenario, typename M::BusAddress handle) {
  using Bus = typename M::BusAddress::Word;
  using Limit = typename M::BusLimit::Word;
  constexpr unsigned kBusPageShift = 12;
  const Architecture &arch = scenario.architecture;
  const Bus in_page((Uint128{1} << std::min<unsigned>(arch.page_shift, kBusPageShift)) - 1);
  const Bus bytes = resize<M::kDmaBits>(scenario.size.word);
  const Bus last = handle.word + bytes - Bus(1);
  const Limit end = resize<64>(last);
  const Limit mask =
      scenario.has_dma_mask ? scenario.coherent_dma_mask.word : Limit((Uint128{1} << 32U) - 1);
  const Limit limit = scenario.bus_dma_limit.word;
  const auto below = both(end <= mask, either(limit == Limit(0), end <= limit));
  const auto empty = bytes == Bus(0);
  return either(
      handle == dma_mapping_error<M>(),
      both((handle.word & in_page) == Bus(0), either(empty, both(handle.word <= last, below))));
}

// The pages that the contiguous area hands out for this many bytes.
template <class M> typename M::PageCount contiguous_pages(const Scenario<M> &scenario) {
  return contiguous::requested_pages<M>(scenario.size, scenario.architecture.page_shift);
}
// And the buddy allocator.
template <class M> typename M::PageCount buddy_pages(const Scenario<M> &scenario) {
  return pages_of_order<M>(get_order<M>(scenario.size, scenario.architecture.page_shift));
}

} // namespace assumption

// Whether the scenario keeps the assumption.
template <class M> typename M::Bool keeps(Assumed which, const Scenario<M> &scenario) {
  using Bool = typename M::Bool;
  using Word = typename M::Word;
  using UnsignedInt = typename M::UnsignedInt;
  using namespace assumption;
  const Architecture &arch = scenario.architecture;
  const unsigned shift = arch.page_shift;
  const Word offset_in_page = page_size<M>(shift).word - Word(1);
  switch (which) {
  case Assumed::device_not_null:
  case Assumed::may_sleep_if_gfp_may:
  case Assumed::device_can_map:
    return Bool(true);
  case Assumed::size_page_aligned:
    return (scenario.size.word & offset_in_page) == Word(0);
  case Assumed::gfp_without_zone_or_comp:
    return (scenario.gfp & UnsignedInt(kGfpDma | kGfpHighmem | kGfpDma32 | kGfpComp)) ==
           UnsignedInt(0);
  case Assumed::map_failure_reported:
    return Bool(!scenario.map_fails_silently);
  case Assumed::whole_pages_do_not_bounce:
    return Bool(!scenario.map_bounces);
  case Assumed::handle_is_bus_address: {
    if (scenario.call == Helper::free_pages)
      return is_bus_address<M>(scenario, scenario.dma_handle);
    Bool all = is_bus_address<M>(scenario, scenario.map_handle);
    for (const LaterAnswers<M> &later : scenario.later)
      all = both(all, is_bus_address<M>(scenario, later.map_handle));
    return all;
  }
  case Assumed::free_matches_allocation: {
    // free_pages is given a live block and the size with which it was allocated.
    const Bool buddy = negate(scenario.size.word == Word(0));
    const Bool served = get_order<M>(scenario.size, shift) <= UnsignedInt(arch.max_page_order);
    return scenario.block_owner == Allocator::buddy ? both(buddy, served) : buddy;
  }
  case Assumed::blocks_in_low_memory: {
    if (scenario.call == Helper::free_pages) {
      return is_low_memory<M>(arch, scenario.page,
                              scenario.block_owner == Allocator::buddy
                                  ? buddy_pages<M>(scenario)
                                  : contiguous_pages<M>(scenario));
    }
    // A block that the buddy allocator refuses is none.
    const Bool served =
        both(Bool(!scenario.buddy_page.is_null),
             get_order<M>(scenario.size, shift) <= UnsignedInt(arch.max_page_order));
    Bool low(!scenario.contiguous_highmem);
    if (!scenario.contiguous_page.is_null) {
      low = both(low, is_low_memory<M>(arch, scenario.contiguous_page.frame,
                                       contiguous_pages<M>(scenario)));
    }
    if (!scenario.buddy_page.is_null) {
      low = both(low, implies(served, is_low_memory<M>(arch, scenario.buddy_page.frame,
                                                       buddy_pages<M>(scenario))));
    }
    if (!scenario.contiguous_page.is_null && !scenario.buddy_page.is_null) {
      const auto one = M::wide(scenario.contiguous_page.frame.word);
      const auto other = M::wide(scenario.buddy_page.frame.word);
      const Bool before = one + M::wide(contiguous_pages<M>(scenario).word) <= other;
      const Bool after = other + M::wide(buddy_pages<M>(scenario).word) <= one;
      low = both(low, implies(served, either(before, after)));
    }
    return low;
  }
  case Assumed::buffer_as_allocated: {
    const Bool aligned = (scenario.cpu_addr.word & offset_in_page) == Word(0);
    const Bool linear = scenario.cpu_addr.word - Word(arch.linear_base) < Word(arch.linear_size);
    // The buffer must end inside the vmalloc area. In the linear map addresses are computed, and
    // buffer_contiguous bounds the frames.
    const typename M::Wide end(Uint128{arch.vmalloc_base} + arch.vmalloc_size);
    const Bool mapped = both(is_vmalloc_address<M>(arch, scenario.cpu_addr),
                             M::wide(scenario.cpu_addr.word) + M::wide(scenario.size.word) <= end);
    const Bool placed = either(linear, mapped);
    const Bool whole =
        both(scenario.excess == typename M::Bytes{}, scenario.size <= allocated_bytes<M>(scenario));
    if (scenario.buffer_kind == BufferKind::cookie)
      return both(aligned, whole);
    return both(both(aligned, whole), placed);
  }
  case Assumed::buffer_contiguous:
    if (scenario.buffer_kind == BufferKind::scattered)
      return Bool(false);
    return M::wide(buffer_frame<M>(scenario).word) + exact_page_count<M>(scenario.size, shift) <=
           frame_limit<M>(arch);
  case Assumed::buffer_has_pages_or_pool:
    // About the memory that was allocated: that the caller may pass a larger size is the subject of
    // buffer_as_allocated.
    if (scenario.buffer_kind != BufferKind::device_pool)
      return Bool(!scenario.pool_described);
    if (scenario.call != Helper::mmap || scenario.missing_section)
      return Bool(false);
    return scenario.pool_described ? both(is_pool_placed(scenario), is_inside_pool(scenario))
                                   : Bool(scenario.pool_claims);
  case Assumed::cpu_addr_is_address:
    if (scenario.buffer_kind == BufferKind::cookie)
      return Bool(false);
    return (scenario.attrs & Word(kDmaAttrNoKernelMapping)) == Word(0);
  case Assumed::buffer_zeroed:
    return scenario.stale_bytes == typename M::Bytes{};
  case Assumed::vma_page_aligned: {
    const Bool start = (scenario.vma.vm_start.word & offset_in_page) == Word(0);
    const Bool end = (scenario.vma.vm_end.word & offset_in_page) == Word(0);
    return both(both(start, end), scenario.vma.vm_start < scenario.vma.vm_end);
  }
  case Assumed::buffer_end_does_not_wrap:
    return M::wide(scenario.cpu_addr.word) + M::wide(scenario.size.word) <=
           typename M::Wide((Uint128{1} << M::kWordBits) - 1);
  case Assumed::pool_in_range:
    return scenario.pool_described ? is_pool_placed(scenario) : Bool(true);
  case Assumed::size_does_not_wrap: {
    const Bool no_wrap = scenario.size.word <= Word(0) - page_size<M>(shift).word;
    if (scenario.call != Helper::get_sgtable)
      return no_wrap;
    const typename M::Wide aligned = exact_page_count<M>(scenario.size, shift) << shift;
    return both(no_wrap, aligned < typename M::Wide(Uint128{1} << M::kIntBits));
  }
  }
  return Bool(false);
}

} // namespace dma_verify::ops_helpers
