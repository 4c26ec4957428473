// SPDX-License-Identifier: GPL-2.0-only
// The classes of ways through the helpers, by what was observed.
#pragma once

#include "properties/path_classes/path_class.h"
#include "properties/remap/areas.h"

namespace dma_verify::remap {

using path_classes::PathClass;

namespace path_exclusions {
inline constexpr std::array kOtherFlags = assumptions(Assumed::flags_kept);
inline constexpr std::array kNull = assumptions(Assumed::areas_placed);
inline constexpr std::array kUnaligned = assumptions(Assumed::address_page_aligned);
inline constexpr std::array kLongArray = assumptions(Assumed::array_fits_int);
inline constexpr std::array kCountBeginsAgain = assumptions(Assumed::count_fits_unsigned_int);
} // namespace path_exclusions

enum class FindClass : std::uint8_t { no_area, foreign, array, no_array, other_flags };
inline constexpr std::array kFindClasses = {
    PathClass{"no-area", "no area holds the address: NULL"},
    PathClass{"foreign", "the area is none of the DMA API's: NULL"},
    PathClass{"array", "the area of pages_remap: its array"},
    PathClass{"no-array", "the area of contiguous_remap: NULL"},
    PathClass{"other-flags", "the area has a flag beside VM_DMA_COHERENT", nullptr,
              path_exclusions::kOtherFlags},
};

enum class PagesClass : std::uint8_t { mapped, no_room, empty };
inline constexpr std::array kPagesClasses = {
    PathClass{"mapped", "the pages are mapped"},
    PathClass{"no-room", "vmap has no room: NULL"},
    PathClass{"empty", "there are no pages, or more than a size_t counts bytes: NULL"},
};

// With 32-bit words no array is too long. The pointers of 8-bit words have one byte, so that a
// negative count overflows nothing there.
inline bool has_long_arrays(const Architecture &row) { return row.word_bits != 32; }
inline bool has_negative_counts(const Architecture &row) { return row.word_bits == 64; }

enum class ContiguousClass : std::uint8_t {
  mapped,
  no_room,
  empty,
  no_memory,
  array_too_long,
  negative_count,
  count_begins_again
};
inline constexpr std::array kContiguousClasses = {
    PathClass{"mapped", "the pages are mapped"},
    PathClass{"no-room", "vmap has no room: NULL, the array is released"},
    PathClass{"empty", "there are no pages, or more than a size_t counts bytes: NULL"},
    PathClass{"no-memory", "there is no memory for the array: NULL"},
    PathClass{"array-too-long", "the array would have more than INT_MAX bytes: NULL",
              &has_long_arrays, path_exclusions::kLongArray},
    PathClass{"negative-count", "the count is negative as an int, and overflows a size_t: NULL",
              &has_negative_counts, path_exclusions::kLongArray},
    PathClass{"count-begins-again", "2^32 pages or more: only the low bits are counted", nullptr,
              path_exclusions::kCountBeginsAgain},
};

enum class FreeClass : std::uint8_t { no_area, foreign, removed, unaligned, other_flags, null };
inline constexpr std::array kFreeClasses = {
    PathClass{"no-area", "no area holds the address: a warning"},
    PathClass{"foreign", "the area is none of the DMA API's: a warning"},
    PathClass{"removed", "the area is removed"},
    PathClass{"unaligned", "vunmap refuses an address inside a page", nullptr,
              path_exclusions::kUnaligned},
    PathClass{"other-flags", "the area has a flag beside VM_DMA_COHERENT", nullptr,
              path_exclusions::kOtherFlags},
    PathClass{"null", "vunmap ignores NULL, at which no area lies", nullptr,
              path_exclusions::kNull},
};

constexpr std::span<const PathClass> path_classes_of(Helper helper) {
  switch (helper) {
  case Helper::find_pages:
    return kFindClasses;
  case Helper::pages_remap:
    return kPagesClasses;
  case Helper::contiguous_remap:
    return kContiguousClasses;
  case Helper::free_remap:
    return kFreeClasses;
  }
  return {};
}

// The class of a call of the model.
template <class M>
std::size_t find_path_class(const Scenario<M> &scenario, const Observation<M> &observation) {
  using Word = typename M::Word;
  using Wide = typename M::Wide;
  const bool inside = scenario.area && static_cast<bool>(assumption::is_in_area(scenario));
  const bool coherent = static_cast<bool>((scenario.area_flags & Word(kVmDmaCoherent)) != Word(0));
  const bool alone = static_cast<bool>(scenario.area_flags == Word(kVmDmaCoherent));
  const Wide needed = assumption::needed_pages(scenario);
  const auto number = [](auto which) { return static_cast<std::size_t>(which); };
  switch (remap::helper_of(scenario.call)) {
  case Helper::find_pages:
    if (!inside)
      return number(FindClass::no_area);
    if (!coherent)
      return number(FindClass::foreign);
    if (!alone)
      return number(FindClass::other_flags);
    return number(observation.result.is_null ? FindClass::no_array : FindClass::array);
  case Helper::pages_remap:
    if (!observation.result.is_null)
      return number(PagesClass::mapped);
    return number(observation.trace.front().count == typename M::UnsignedInt(0)
                      ? PagesClass::empty
                      : PagesClass::no_room);
  case Helper::contiguous_remap: {
    if (needed >= Wide(Uint128{1} << M::kIntBits))
      return number(ContiguousClass::count_begins_again);
    if (!observation.result.is_null)
      return number(ContiguousClass::mapped);
    const Effect<M> &allocation = observation.trace.front();
    if (allocation.warned)
      return number(ContiguousClass::array_too_long);
    if (observation.trace.size() > 1)
      return number(observation.trace[1].count == typename M::UnsignedInt(0)
                        ? ContiguousClass::empty
                        : ContiguousClass::no_room);
    const bool negative = static_cast<bool>(
        array_bytes<M>(M::wide(allocation.entries), allocation.element_bytes) >> M::kWordBits !=
        Wide(0));
    return number(negative ? ContiguousClass::negative_count : ContiguousClass::no_memory);
  }
  case Helper::free_remap:
    if (!inside)
      return number(FreeClass::no_area);
    if (!coherent)
      return number(FreeClass::foreign);
    if (!alone)
      return number(FreeClass::other_flags);
    if (observation.trace.empty())
      return number(FreeClass::null);
    return number(observation.trace.front().warned ? FreeClass::unaligned : FreeClass::removed);
  }
  return 0;
}

} // namespace dma_verify::remap
