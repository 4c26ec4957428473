// SPDX-License-Identifier: GPL-2.0-only
// The callers' and services' contracts of this unit as named assumptions
// (model/remap/SEMANTICS.md, "Contracts"). A property lists those that it needs; proofs assert
// exactly these, generators keep to them.
#pragma once

#include "model/kernel/scenario.h"
#include "model/remap/forms.h"
#include "properties/assumption.h"
#include "properties/frame_limit.h"

#include <array>
#include <cassert>
#include <span>

namespace dma_verify::remap {

enum class Assumed : std::uint8_t {
  may_sleep,
  count_fits_unsigned_int,
  block_owned,
  memmap_contiguous,
  array_kept,
  area_kept,
  address_page_aligned,
  any_protection,
  flags_kept,
  array_fits_int,
  areas_placed,
  address_is_start,
};

constexpr UnitId unit_of_assumption(Assumed) { return UnitId::remap; }

// The assumption, which must be one of this unit.
constexpr Assumed assumed(Assumption assumption) {
  assert(assumption.unit == UnitId::remap);
  return static_cast<Assumed>(assumption.position);
}

namespace contract {
using enum Assumed;
inline constexpr std::array<AssumptionText, 12> kTexts = {{
    {may_sleep, "R1", "the context may sleep, and is no interrupt", true},
    {count_fits_unsigned_int, "R2", "size needs fewer than 2^32 pages", false},
    {block_owned, "R3", "the frames of all pages of size exist, and are the caller's", false},
    {memmap_contiguous, "R4", "the struct pages of the block are one array (needed from 6.18 on)",
     false},
    {array_kept, "R5", "pages has an entry for each page of size, and stays as long as the mapping",
     true},
    {area_kept, "R6", "the area of cpu_addr is not removed meanwhile", true},
    {address_page_aligned, "R7", "cpu_addr is page aligned", false},
    {any_protection, "R8", "prot is any protection", true},
    {flags_kept, "R9", "a DMA area has no flag but VM_DMA_COHERENT", false},
    {array_fits_int, "R10", "an array with a pointer for each page has at most 2^31 - 1 bytes",
     false},
    {areas_placed, "R11",
     "areas and arrays have addresses, areas are page aligned, and none wraps around", false},
    {address_is_start, "R12", "cpu_addr is where its area begins, if it lies in one", false},
}};
inline constexpr std::array kFindPages =
    assumptions(area_kept, flags_kept, areas_placed, address_is_start);
inline constexpr std::array kPagesRemap =
    assumptions(may_sleep, count_fits_unsigned_int, array_kept, any_protection, areas_placed);
inline constexpr std::array kContiguousRemap = assumptions(
    may_sleep, count_fits_unsigned_int, block_owned, any_protection, areas_placed, array_fits_int);
inline constexpr std::array kFreeRemap =
    assumptions(may_sleep, area_kept, address_page_aligned, flags_kept, areas_placed);
} // namespace contract

// The contract of the callers of one helper: what every verdict stands on.
constexpr std::span<const Assumption> contract_of_helper(Helper helper) {
  switch (helper) {
  case Helper::find_pages:
    return contract::kFindPages;
  case Helper::pages_remap:
    return contract::kPagesRemap;
  case Helper::contiguous_remap:
    return contract::kContiguousRemap;
  case Helper::free_remap:
    return contract::kFreeRemap;
  }
  return {};
}

namespace assumption {

// `pages` pages, and the guard page, from a page-aligned address other than NULL on.
template <class M>
typename M::Bool is_placed(const Architecture &architecture, typename M::VirtualAddress address,
                           typename M::Wide pages) {
  using Word = typename M::Word;
  using Wide = typename M::Wide;
  const Word in_page = page_size<M>(architecture.page_shift).word - Word(1);
  const Wide end = M::wide(address.word) + ((pages + Wide(1)) << architecture.page_shift);
  return both(both(address.word != Word(0), (address.word & in_page) == Word(0)),
              end <= Wide(Uint128{1} << M::kWordBits));
}

// An array of this many bytes, at an address that is neither NULL nor ZERO_SIZE_PTR.
template <class M>
typename M::Bool is_array_placed(typename M::VirtualAddress address, typename M::Wide bytes) {
  using Wide = typename M::Wide;
  return both(address.word > typename M::Word(kZeroSizePointer),
              M::wide(address.word) + bytes <= Wide(Uint128{1} << M::kWordBits));
}

// The pages that `size` needs, exactly.
template <class M> typename M::Wide needed_pages(const Scenario<M> &scenario) {
  return exact_page_count<M>(scenario.size, scenario.architecture.page_shift);
}

// The pages that are left of them in an unsigned int.
template <class M> typename M::Wide counted_pages(const Scenario<M> &scenario) {
  const auto pages = page_count<M>(scenario.size, scenario.architecture.page_shift);
  return resize<2 * M::kWordBits>(resize<M::kIntBits>(pages.word));
}

// The address of the call lies in the scenario's area, or in its guard page.
template <class M> typename M::Bool is_in_area(const Scenario<M> &scenario) {
  const auto with_guard = scenario.area_pages + typename M::PageCount(typename M::Word(1));
  return bytes_between(scenario.area_address, scenario.cpu_addr) <
         pages_to_bytes<M>(with_guard, scenario.architecture.page_shift);
}

template <class M> typename M::Bool are_areas_placed(const Scenario<M> &scenario) {
  using Bool = typename M::Bool;
  using Wide = typename M::Wide;
  const Architecture &row = scenario.architecture;
  const Helper helper = remap::helper_of(scenario.call);
  if (helper == Helper::contiguous_remap || helper == Helper::pages_remap) {
    const Wide pages = counted_pages(scenario);
    const auto array = helper == Helper::pages_remap ? scenario.pages : scenario.kvmalloc_address;
    return both(is_array_placed<M>(array, array_bytes<M>(pages, pointer_bytes<M>())),
                is_placed<M>(row, scenario.vmap_address, pages));
  }
  const Wide pages = M::wide(scenario.area_pages.word);
  const Bool array =
      is_array_placed<M>(scenario.area_array, array_bytes<M>(pages, pointer_bytes<M>()));
  const Bool area = both(scenario.area_pages.word != typename M::Word(0),
                         is_placed<M>(row, scenario.area_address, pages));
  return implies(Bool(scenario.area), both(area, implies(Bool(scenario.area_has_array), array)));
}

} // namespace assumption

// Whether the scenario keeps the assumption.
template <class M> typename M::Bool keeps(Assumed which, const Scenario<M> &scenario) {
  using Bool = typename M::Bool;
  using Word = typename M::Word;
  using Wide = typename M::Wide;
  const Architecture &row = scenario.architecture;
  const Wide needed = assumption::needed_pages(scenario);
  switch (which) {
  case Assumed::may_sleep:
  case Assumed::array_kept:
  case Assumed::area_kept:
  case Assumed::any_protection:
    return Bool(true);
  case Assumed::count_fits_unsigned_int:
    return needed < Wide(Uint128{1} << M::kIntBits);
  case Assumed::block_owned:
    return both(needed <= M::wide(scenario.owned.word),
                M::wide(scenario.page.word) + M::wide(scenario.owned.word) <= frame_limit<M>(row));
  case Assumed::memmap_contiguous:
    return Bool(!scenario.split_memmap);
  case Assumed::address_page_aligned:
    return (scenario.cpu_addr.word & (page_size<M>(row.page_shift).word - Word(1))) == Word(0);
  case Assumed::flags_kept:
    return either((scenario.area_flags & Word(kVmDmaCoherent)) == Word(0),
                  scenario.area_flags == Word(kVmDmaCoherent));
  case Assumed::array_fits_int:
    return array_bytes<M>(needed, pointer_bytes<M>()) < Wide(Uint128{1} << (M::kIntBits - 1));
  case Assumed::areas_placed:
    return assumption::are_areas_placed(scenario);
  case Assumed::address_is_start:
    return implies(Bool(scenario.area), either(scenario.cpu_addr == scenario.area_address,
                                               negate(assumption::is_in_area(scenario))));
  }
  return Bool(false);
}

} // namespace dma_verify::remap
