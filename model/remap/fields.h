// SPDX-License-Identifier: GPL-2.0-only
// The fields of a scenario of this unit: arguments, and every answer of the environment, faults
// included. Plain data; engines choose it, subjects run it, counterexample files store it.
#pragma once

#include "model/kernel/scenario.h"
#include "model/remap/helpers.h"
#include "model/remap/objects.h"
#include "model/words/architecture.h"

#include <initializer_list>
#include <string_view>

namespace dma_verify::remap {

template <class M> struct Fields {
  // Arguments.
  typename M::VirtualAddress cpu_addr{}; // find_pages, free_remap
  typename M::Bytes size{};              // pages_remap, contiguous_remap, free_remap
  typename M::Word prot{};               // pages_remap, contiguous_remap; opaque
  typename M::VirtualAddress pages{};    // pages_remap: the caller's array
  typename M::FrameNumber entry{};       // pages_remap: the frame of pages[probe]
  typename M::FrameNumber page{};        // contiguous_remap: first frame of the block

  // Facts about the buffer that the arguments do not contain, and that the callers' contract is
  // about.
  typename M::PageCount owned{}; // contiguous_remap: frames from `page` on that are the caller's
  bool split_memmap = false;     // contiguous_remap: the block's struct pages are not one array
  typename M::FrameNumber next_part{}; // and this is the first frame of the second part

  // The environment's answers.
  bool kvmalloc_array = true;                    // there is memory for what is asked for
  typename M::VirtualAddress kvmalloc_address{}; // and where it lies
  bool vmap = true;                              // there are kernel addresses and page tables
  typename M::VirtualAddress vmap_address{};     // and where they lie
  bool area = false;                             // find_pages, free_remap: there is a live area
  typename M::VirtualAddress area_address{};
  typename M::PageCount area_pages{}; // that are mapped; the guard page follows
  typename M::Word area_flags{};
  bool area_has_array = false;             // its `pages` is not NULL
  typename M::VirtualAddress area_array{}; // and where the array lies

  // "For all k": the entry at which the content of the mapping is judged.
  typename M::Word probe{};
};

template <class M> struct Scenario : Fields<M> {
  Architecture architecture{};
  HelperId call = Helper::contiguous_remap; // the helper that is called
};
using StoredScenario = Scenario<WidestMachine>;

// What is said of a field.
struct Field {
  std::string_view name; // in the kernel's terms
  FieldSection section = FieldSection::arguments;
  unsigned readers = 0; // bit set of the helpers that read it

  [[nodiscard]] constexpr bool used_by(Helper helper) const {
    return ((readers >> static_cast<unsigned>(helper)) & 1U) != 0;
  }
};

constexpr unsigned reader_set(std::initializer_list<Helper> helpers) {
  unsigned set = 0;
  for (const Helper helper : helpers)
    set |= 1U << static_cast<unsigned>(helper);
  return set;
}

// Calls `visit(Field, member)` for each field, in the order in which they are shown. Further
// scenarios are visited in step: visit(Field, a.member, b.member, ...).
template <class Visitor, class... F> void for_each_field(Visitor &&visit, F &&...f) {
  constexpr unsigned kFind = reader_set({Helper::find_pages, Helper::free_remap});
  constexpr unsigned kFree = reader_set({Helper::free_remap});
  constexpr unsigned kPages = reader_set({Helper::pages_remap});
  constexpr unsigned kContiguous = reader_set({Helper::contiguous_remap});
  constexpr unsigned kRemap = kPages | kContiguous;
  using enum FieldSection;
  visit(Field{"cpu_addr", arguments, kFind}, f.cpu_addr...);
  visit(Field{"size", arguments, kRemap | kFree}, f.size...);
  visit(Field{"prot", arguments, kRemap}, f.prot...);
  visit(Field{"pages", arguments, kPages}, f.pages...);
  visit(Field{"entry", arguments, kPages}, f.entry...);
  visit(Field{"page", arguments, kContiguous}, f.page...);
  visit(Field{"owned", answers, kContiguous}, f.owned...);
  visit(Field{"split_memmap", answers, kContiguous}, f.split_memmap...);
  visit(Field{"next_part", answers, kContiguous}, f.next_part...);
  visit(Field{"kvmalloc_array", answers, kContiguous}, f.kvmalloc_array...);
  visit(Field{"kvmalloc_address", answers, kContiguous}, f.kvmalloc_address...);
  visit(Field{"vmap", answers, kRemap}, f.vmap...);
  visit(Field{"vmap_address", answers, kRemap}, f.vmap_address...);
  visit(Field{"area", answers, kFind}, f.area...);
  visit(Field{"area_address", answers, kFind}, f.area_address...);
  visit(Field{"area_pages", answers, kFind}, f.area_pages...);
  visit(Field{"area_flags", answers, kFind}, f.area_flags...);
  visit(Field{"area_has_array", answers, kFind}, f.area_has_array...);
  visit(Field{"area_array", answers, kFind}, f.area_array...);
  visit(Field{"probe", witness, kRemap}, f.probe...);
}

} // namespace dma_verify::remap
