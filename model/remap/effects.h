// SPDX-License-Identifier: GPL-2.0-only
// What a call of this unit did: the ordered list of its effects, and the state of the areas when it
// returned. Properties judge it, reports show it.
#pragma once

#include "model/kernel/trace.h"
#include "model/remap/fields.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace dma_verify::remap {

enum class EffectKind : std::uint8_t { allocate, release, vmap, vunmap, warn };

// Which allocator serves an array: kvmalloc_array and kvfree, kmalloc_array and kfree, vmalloc and
// vfree.
enum class ArrayAllocator : std::uint8_t { kvmalloc, kmalloc, vmalloc };

// One effect with all its arguments and its answer. Which members are used depends on `kind`: see
// for_each_argument. The others keep their default.
template <class M> struct Effect {
  EffectKind kind = EffectKind::warn;
  ArrayAllocator allocator = ArrayAllocator::kvmalloc;
  unsigned element_bytes = 0;
  typename M::Word entries{}; // asked for
  typename M::UnsignedInt gfp{};
  Pointer<M> array{};              // vmap: `pages`; release: what is released
  typename M::UnsignedInt count{}; // vmap: pages
  typename M::Word flags{};
  typename M::Word prot{};
  Page<M> entry{};                  // what vmap read in entry `probe`
  typename M::Bool entry_written{}; // which somebody has written before
  typename M::VirtualAddress address{};
  Pointer<M> result{};
  bool warned = false; // the service itself printed a warning
};

// Calls visit(name, member, ...) for the arguments, then the answer, of effects of one kind.
template <class Visitor, class First, class... Rest>
void for_each_argument(Visitor &&visit, First &&first, Rest &&...rest) {
  switch (first.kind) {
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

// More effects than any sensible version of the helpers has; reaching it counts as hung.
inline constexpr std::size_t kTraceCapacity = 16;

template <class M> struct Observation {
  Completion completion = Completion::returned;
  std::string_view detail{}; // of a call that did not return, in words
  std::vector<Effect<M>> trace;
  bool late_store = false; // something was stored in an array after its release

  // At the return of the call.
  Pointer<M> result{};          // find_pages: the array; pages_remap, contiguous_remap: the mapping
  std::vector<Area<M>> areas{}; // those of the scenario and those that the call made

  // Clears it for the next call and keeps its memory.
  void clear() {
    completion = Completion::returned;
    detail = {};
    trace.clear();
    late_store = false;
    result = {};
    areas.clear();
  }
};
using StoredObservation = Observation<WidestMachine>;

} // namespace dma_verify::remap
