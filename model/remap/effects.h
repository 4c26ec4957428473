// SPDX-License-Identifier: GPL-2.0-only
// What a call of this unit did: the ordered list of its effects, and the state of the areas when it
// returned. Properties judge it, reports show it.
#pragma once

#include "model/kernel/effect.h"
#include "model/remap/helpers.h"
#include "model/remap/objects.h"

#include <array>
#include <cassert>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dma_verify::remap {

enum class EffectKind : std::uint8_t { allocate, release, vmap, vunmap, warn };
constexpr EffectList list_of(EffectKind) { return EffectList::remap; }
inline constexpr std::array<std::string_view, 5> kEffectNames = {"allocate", "release", "vmap",
                                                                 "vunmap", "WARN"};

// The effect of this kind, which must be one of this list.
constexpr EffectKind effect_of(dma_verify::EffectKind kind) {
  assert(kind.list == EffectList::remap);
  return static_cast<EffectKind>(kind.position);
}

// Which allocator serves an array: kvmalloc_array and kvfree, kmalloc_array and kfree, vmalloc and
// vfree.
enum class ArrayAllocator : std::uint8_t { kvmalloc, kmalloc, vmalloc };
constexpr std::string_view to_string(ArrayAllocator allocator) {
  constexpr std::array<std::string_view, 3> kNames = {"kvmalloc", "kmalloc", "vmalloc"};
  return kNames.at(static_cast<std::size_t>(allocator));
}

// One effect with all its arguments and its answer. Which members are used depends on `kind`: see
// visit_arguments. The others keep their default.
template <class M> struct EffectMembers {
  ArrayAllocator allocator = ArrayAllocator::kvmalloc;
  unsigned element_bytes = 0;
  typename M::Word entries{};      // asked for
  Pointer<M> array{};              // vmap: `pages`; release: what is released
  typename M::UnsignedInt count{}; // vmap: pages
  typename M::Word flags{};
  Page<M> entry{};                  // what vmap read in entry `probe`
  typename M::Bool entry_written{}; // which somebody has written before
  Pointer<M> result{};
  bool warned = false; // the service itself printed a warning
};

// Calls visit(name, member, ...) for the arguments, then the answer, of effects of one kind.
template <class Visitor, class First, class... Rest>
void visit_arguments(Visitor &&visit, First &&first, Rest &&...rest) {
  switch (effect_of(first.kind)) {
  case EffectKind::allocate:
    visit("allocator", first.allocator, rest.allocator...);
    visit("n", first.entries, rest.entries...);
    visit("size", first.element_bytes, rest.element_bytes...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("warned", first.warned, rest.warned...);
    visit("=", first.result, rest.result...);
    break;
  case EffectKind::release:
    visit("allocator", first.allocator, rest.allocator...);
    visit("array", first.array, rest.array...);
    break;
  case EffectKind::vmap:
    visit("pages", first.array, rest.array...);
    visit("count", first.count, rest.count...);
    visit("flags", first.flags, rest.flags...);
    visit("prot", first.prot, rest.prot...);
    visit("pages[probe]", first.entry, rest.entry...);
    visit("written", first.entry_written, rest.entry_written...);
    visit("=", first.result, rest.result...);
    break;
  case EffectKind::vunmap:
    visit("addr", first.address, rest.address...);
    visit("warned", first.warned, rest.warned...);
    break;
  case EffectKind::warn:
    break;
  }
}

// What a call has left when it returned.
template <class M> struct Results {
  bool late_store = false;      // something was stored in an array after its release
  Pointer<M> result{};          // find_pages: the array; pages_remap, contiguous_remap: the mapping
  std::vector<Area<M>> areas{}; // those of the scenario and those that the call made
};

// Calls visit(name, member, ...) for each result of the helper, the return value ("return") first.
// Further observations are visited in step.
template <class Visitor, class... O>
void visit_results(Helper helper, Visitor &&visit, O &&...observed) {
  if (helper != Helper::free_remap)
    visit("return", observed.result...);
  visit("areas", observed.areas...);
  if (helper == Helper::contiguous_remap)
    visit("late store", observed.late_store...);
}

} // namespace dma_verify::remap
