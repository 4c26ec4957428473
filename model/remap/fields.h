// SPDX-License-Identifier: GPL-2.0-only
// The fields of a scenario of this unit: arguments, and every answer of the environment, faults
// included. Plain data; engines choose it, subjects run it, counterexample files store it.
#pragma once

#include "model/kernel/field.h"
#include "model/remap/helpers.h"
#include "model/remap/objects.h"

namespace dma_verify::remap {

// Of the common fields, find_pages and free_remap read cpu_addr, pages_remap, contiguous_remap and
// free_remap size, contiguous_remap page: the first frame of the block. The probe is the entry at
// which the content of the mapping is judged.
template <class M> struct Fields {
  // Arguments.
  typename M::Word prot{};            // pages_remap, contiguous_remap; opaque
  typename M::VirtualAddress pages{}; // pages_remap: the caller's array
  typename M::FrameNumber entry{};    // pages_remap: the frame of pages[probe]

  // Facts about the buffer that the arguments do not contain, and that the callers' contract is
  // about.
  typename M::PageCount owned{}; // contiguous_remap: frames from `page` on that are the caller's
  Finite<M, bool> split_memmap =
      false; // contiguous_remap: the block's struct pages are not one array
  typename M::FrameNumber next_part{}; // and this is the first frame of the second part

  // The environment's answers.
  Finite<M, bool> kvmalloc_array = true;         // there is memory for what is asked for
  typename M::VirtualAddress kvmalloc_address{}; // and where it lies
  Finite<M, bool> vmap = true;                   // there are kernel addresses and page tables
  typename M::VirtualAddress vmap_address{};     // and where they lie
  Finite<M, bool> area = false;                  // find_pages, free_remap: there is a live area
  typename M::VirtualAddress area_address{};
  typename M::PageCount area_pages{}; // that are mapped; the guard page follows
  typename M::Word area_flags{};
  Finite<M, bool> area_has_array = false;  // its `pages` is not NULL
  typename M::VirtualAddress area_array{}; // and where the array lies
};

// Calls `visit(Field, member)` for each field, in the order in which they are shown. Further
// scenarios are visited in step: visit(Field, a.member, b.member, ...).
template <class Visitor, class... F> constexpr void visit_fields(Visitor &&visit, F &&...f) {
  constexpr HelperSet kFind{Helper::find_pages, Helper::free_remap};
  constexpr HelperSet kFree{Helper::free_remap};
  constexpr HelperSet kPages{Helper::pages_remap};
  constexpr HelperSet kContiguous{Helper::contiguous_remap};
  constexpr HelperSet kRemap = kPages | kContiguous;
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
