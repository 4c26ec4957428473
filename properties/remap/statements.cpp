// SPDX-License-Identifier: GPL-2.0-only
#include "properties/remap/statements.h"

#include "properties/broken_assumptions.h"
#include "properties/remap/agreement.h"
#include "properties/remap/path_classes.h"

namespace dma_verify::remap {
namespace {

using Word = std::uint64_t;

constexpr Keeper keeper_of(Assumption assumption) {
  switch (assumed(assumption)) {
  case Assumed::count_fits_unsigned_int:
  case Assumed::block_owned:
  case Assumed::address_page_aligned:
  case Assumed::address_is_start:
    return {ReachableFrom::driver, "which a driver must keep"};
  case Assumed::memmap_contiguous:
  case Assumed::areas_placed:
  case Assumed::array_fits_int:
    return {ReachableFrom::dma_api, "which no caller sees to: it is left to the allocators"};
  case Assumed::flags_kept:
    return {ReachableFrom::no_caller, "which only vmap with other flags could break"};
  default:
    return {ReachableFrom::no_caller, "which the callers in the DMA API establish"};
  }
}

Reachability reachability_of(const StoredScenario &stored) {
  const auto broken = broken_assumptions(stored);
  if (!broken.empty())
    return reached_by_breaking(broken, keeper_of(broken.front()));
  return {ReachableFrom::dma_api, "keeps the whole contract of the callers in the DMA API", {}};
}

bool can_occur(const StoredScenario &scenario, random::Environment environment) {
  return environment.split_memmaps || !scenario.split_memmap;
}

// Sizes at which something changes: nothing, a byte, a page and around it, where the array has more
// bytes than an int counts, where the count is negative as an int, and where it begins again.
std::vector<StoredScenario> plain_words(const StoredScenario &answers) {
  const Architecture &row = answers.architecture;
  const unsigned shift = row.page_shift;
  const Word pointer = row.word_bits / 8U;
  const Word last = row.word_bits >= 64 ? ~Word{0} : (Word{1} << row.word_bits) - 1;
  const Word page = Word{1} << shift;
  std::vector<Word> sizes = {0, 1, page, page + 1, 3 * page};
  for (const unsigned bits : {row.int_bits - 1U, row.int_bits + 0U}) {
    for (const Word unit : {pointer, Word{1}}) {
      const unsigned whole = bits + shift - (unit == 8 ? 3U : unit == 4 ? 2U : 0U);
      if (whole < row.word_bits)
        sizes.push_back(Word{1} << whole);
    }
  }
  StoredScenario plain = answers;
  plain.page.word = Bits<64>(1);
  plain.entry.word = Bits<64>(3);
  plain.owned.word = Bits<64>((last >> shift) - 2);
  plain.pages.word = plain.kvmalloc_address.word = plain.area_array.word = Bits<64>(0x20);
  plain.vmap_address.word = plain.area_address.word = Bits<64>(page);
  plain.area_pages.word = Bits<64>(2);
  std::vector<StoredScenario> all;
  for (const Word size : sizes) {
    for (const Word inside : {Word{0}, page, 5 * page, Word{1}}) {
      for (const Word flags : {Word{kVmDmaCoherent}, Word{kVmAlloc}, kVmDmaCoherent | kVmAlloc}) {
        plain.size.word = Bits<64>(size & last);
        plain.cpu_addr.word = Bits<64>((page + inside) & last);
        plain.area_flags = Bits<64>(flags & last);
        all.push_back(plain);
      }
    }
  }
  return all;
}

// The size as it is, where the order has one page before all others.
Word bytes_of_mapping(const StoredScenario &scenario) { return scenario.size.word.value(); }
bool set_bytes_of_mapping(StoredScenario &scenario, Word bytes) {
  return order::assign(scenario.size, bytes, scenario.architecture);
}
// The address as it is, where the order counts from the area.
Word address_of_call(const StoredScenario &scenario) { return scenario.cpu_addr.word.value(); }
bool set_address_of_call(StoredScenario &scenario, Word address) {
  return order::assign(scenario.cpu_addr, address, scenario.architecture);
}

std::vector<Coordinate> followers(HelperId helper) {
  if (helper == Helper::contiguous_remap || helper == Helper::pages_remap)
    return {follower("bytes of the mapping", &bytes_of_mapping, &set_bytes_of_mapping, true)};
  return {follower("address of the call", &address_of_call, &set_address_of_call)};
}

std::string_view nothing(HelperId) { return ""; }

// The pages that the size of a remap needs.
std::uint64_t probe_end(const StoredScenario &scenario) {
  const unsigned shift = scenario.architecture.page_shift;
  const Word size = scenario.size.word.value();
  return (size >> shift) + ((size & ((Word{1} << shift) - 1)) != 0 ? 1 : 0);
}

// The entries at the ends of a mapping, and behind it.
std::vector<std::uint64_t> probes_at_edges(const StoredScenario &scenario,
                                           const StoredObservation &) {
  if (scenario.call != Helper::contiguous_remap && scenario.call != Helper::pages_remap)
    return {};
  const Word pages = probe_end(scenario);
  std::vector<std::uint64_t> probes = {0, 1};
  if (pages > 1)
    probes.insert(probes.end(), {pages - 1, pages});
  return probes;
}

} // namespace

UnitStatements statements() {
  return {
      kAgreements,      [](HelperId helper) { return path_classes_of(remap::helper_of(helper)); },
      &reachability_of, &can_occur,
      &plain_words,     &nothing,
      &nothing,         &followers,
      &probe_end,       &probes_at_edges};
}

} // namespace dma_verify::remap
