// SPDX-License-Identifier: GPL-2.0-only
#include "properties/order/setters.h"

#include "properties/remap/statements.h"

namespace dma_verify::remap {
namespace {

using namespace setters;

bool set_area_flags(S &s, Word v) {
  return set_usual_first(s.area_flags, v, kVmDmaCoherent, s.architecture.word_bits);
}
// The address of the call keeps its distance from the area.
bool set_area_address(S &s, Word v) {
  const Word distance = s.cpu_addr.word.value() - s.area_address.word.value();
  if (!assign_word(s.area_address, v, s.architecture.word_bits))
    return false;
  return assign_word(s.cpu_addr, (v + distance) & mask(s.architecture.word_bits),
                     s.architecture.word_bits);
}
// Counted from the beginning of the area; the address wraps as the kernel's would.
bool set_cpu_addr(S &s, Word v) {
  if (!fits(v, s.architecture.word_bits))
    return false;
  const Word address = (s.area_address.word.value() + v) & mask(s.architecture.word_bits);
  return assign_word(s.cpu_addr, address, s.architecture.word_bits);
}

constexpr Setter kSetters[] = {
    {"split_memmap", &flag<&S::split_memmap, false>},
    {"kvmalloc_array", &flag<&S::kvmalloc_array, true>},
    {"vmap", &flag<&S::vmap, true>},
    {"size", &set_size, true},
    {"owned", &word<&S::owned>},
    {"page", &word<&S::page>},
    {"next_part", &word<&S::next_part>},
    {"kvmalloc_address", &word<&S::kvmalloc_address>},
    {"vmap_address", &word<&S::vmap_address>},
    {"prot", &word<&S::prot>},
    {"probe", &word<&S::probe>},
    {"entry", &word<&S::entry>},
    {"pages", &word<&S::pages>},
    {"area", &flag<&S::area, false>},
    {"area_has_array", &flag<&S::area_has_array, false>},
    {"area_flags", &set_area_flags},
    {"area_pages", &word<&S::area_pages>},
    {"area_address", &set_area_address},
    {"cpu_addr", &set_cpu_addr},
    {"area_array", &word<&S::area_array>},
};

// The size as it is, where the order has one page before all others.
Word bytes_of_mapping(const S &s) { return s.size.word.value(); }
bool set_bytes_of_mapping(S &s, Word v) { return assign_word(s.size, v, s.architecture.word_bits); }
// The address as it is, where the order counts from the area.
Word address_of_call(const S &s) { return s.cpu_addr.word.value(); }
bool set_address_of_call(S &s, Word v) {
  return assign_word(s.cpu_addr, v, s.architecture.word_bits);
}

} // namespace

std::span<const Setter> rank_setters() { return kSetters; }

std::vector<Coordinate> followers_of_helper(HelperId helper) {
  if (helper == Helper::contiguous_remap || helper == Helper::pages_remap)
    return {follower("bytes of the mapping", &bytes_of_mapping, &set_bytes_of_mapping, true)};
  return {follower("address of the call", &address_of_call, &set_address_of_call, false)};
}

} // namespace dma_verify::remap
