// SPDX-License-Identifier: GPL-2.0-only
// The kernel around the helpers: answers every service from a scenario, keeps the areas and who has
// which array, and writes the trace. Models run on it directly; a compiled C file reaches it
// through the harness's service table.
#pragma once

#include "model/kernel/trace.h"
#include "model/remap/services.h"

#include <string_view>

namespace dma_verify::remap {

// Struct pages between the two parts of a split memmap.
inline constexpr std::uint64_t kMemmapGap = 16;

template <class M> class SimulatedKernel {
public:
  using Bool = typename M::Bool;
  using Word = typename M::Word;
  using Wide = typename M::Wide;
  using Bytes = typename M::Bytes;
  using UnsignedInt = typename M::UnsignedInt;
  using VirtualAddress = typename M::VirtualAddress;

  // Both must outlive the kernel; `observation` must be clear.
  SimulatedKernel(const Scenario<M> &scenario, Observation<M> &observation)
      : scenario_(scenario), observation_(observation), next_array_(scenario.kvmalloc_address),
        next_area_(scenario.vmap_address) {
    const Helper helper = remap::helper_of(scenario.call);
    if (scenario.area && (helper == Helper::find_pages || helper == Helper::free_remap)) {
      Area<M> area;
      area.live = true;
      area.address = scenario.area_address;
      area.bytes = area_bytes(scenario.area_pages.word);
      area.flags = scenario.area_flags;
      if (scenario.area_has_array)
        area.pages = Pointer<M>::to(scenario.area_array);
      observation.areas.push_back(area);
    }
  }

  const Architecture &architecture() const { return scenario_.architecture; }

  // Of the request, the pages that a file may go through one by one.
  std::uint64_t requested_pages() const requires M::kConcrete {
    return page_count<M>(scenario_.size, page_shift()).word.value();
  }

  // ---- Look-ups: functions of their arguments.

  AreaPointer find_vm_area(VirtualAddress address) const {
    for (std::size_t i = 0; i < observation_.areas.size(); ++i) {
      if (observation_.areas[i].live && observation_.areas[i].contains(address))
        return {false, i};
    }
    return {};
  }
  Area<M> &at(AreaPointer area) {
    if (!area.is_null)
      return observation_.areas[area.index];
    end(Completion::crashed, "access to the NULL area");
    no_area_ = {};
    return no_area_;
  }
  Page<M> nth_page(Page<M> page, Word n) const {
    return Page<M>::of(page.frame + typename M::PageCount(n));
  }
  Page<M> next_pointer(Page<M> page, Word n) const {
    const Page<M> nth = nth_page(page, n);
    if (!scenario_.split_memmap)
      return nth;
    const Bool behind = both(page.frame < scenario_.next_part, nth.frame >= scenario_.next_part);
    return Page<M>::of(typename M::FrameNumber(
        select(behind, Word(nth.frame.word - Word(kMemmapGap)), nth.frame.word)));
  }

  // ---- Effects.

  Pointer<M> kvmalloc_array(Word entries, unsigned element_bytes, UnsignedInt gfp) {
    return allocate(ArrayAllocator::kvmalloc, entries, element_bytes, gfp);
  }
  Pointer<M> allocate(ArrayAllocator allocator, Word entries, unsigned element_bytes,
                      UnsignedInt gfp) {
    Effect<M> effect = effect_of(EffectKind::allocate);
    effect.allocator = allocator;
    effect.entries = entries;
    effect.element_bytes = element_bytes;
    effect.gfp = gfp;
    const Wide bytes = array_bytes<M>(M::wide(entries), element_bytes);
    if (bytes == Wide(0)) {
      effect.result = Pointer<M>::to(VirtualAddress(Word(kZeroSizePointer)));
    } else if (bytes >> M::kWordBits != Wide(0)) {
      effect.result = Pointer<M>::null(); // the product does not fit a size_t
    } else if (bytes >= Wide(Uint128{1} << (M::kIntBits - 1))) {
      effect.warned = true; // above INT_MAX
    } else if (scenario_.kvmalloc_array) {
      effect.result = Pointer<M>::to(next_array_);
      arrays_.push_back({next_array_, resize<M::kWordBits>(bytes)});
      next_array_ = next_array_ + page_align<M>(Bytes(arrays_.back().bytes), page_shift());
    }
    append(effect);
    return effect.result;
  }

  void kvfree(Pointer<M> array) { release(ArrayAllocator::kvmalloc, array); }
  void release(ArrayAllocator allocator, Pointer<M> array) {
    Effect<M> effect = effect_of(EffectKind::release);
    effect.allocator = allocator;
    effect.array = array;
    if (Array *released = find_array(array))
      released->released = true;
    append(effect);
  }

  void fill(Pointer<M> array, const FilledInterval<M> &interval) {
    if (interval.length == UnsignedInt(0))
      return;
    Array *target = find_array(array);
    if (target == nullptr)
      return end(Completion::crashed, "store to an array that is none");
    const Wide end_of_interval =
        resize<2 * M::kWordBits>(interval.start) + resize<2 * M::kWordBits>(interval.length);
    if (array_bytes<M>(end_of_interval, pointer_bytes<M>()) > M::wide(target->bytes)) {
      return end(Completion::out_of_bounds_write, "store behind the end of the array");
    }
    observation_.late_store = observation_.late_store || target->released;
    target->stores.push_back(interval);
  }

  Pointer<M> vmap(Pointer<M> pages, UnsignedInt count, Word flags, Word prot) {
    Effect<M> effect = effect_of(EffectKind::vmap);
    effect.array = pages;
    effect.count = count;
    effect.flags = flags;
    effect.prot = prot;
    effect.entry_written = Bool(true);
    if (count != UnsignedInt(0)) {
      read_entry(effect);
      if (scenario_.vmap) {
        effect.result = Pointer<M>::to(next_area_);
        observation_.areas.push_back(new_area(effect));
        next_area_ = next_area_ + observation_.areas.back().bytes;
      }
    }
    append(effect);
    return effect.result;
  }

  void vunmap(VirtualAddress address) {
    if (address == VirtualAddress{})
      return;
    Effect<M> effect = effect_of(EffectKind::vunmap);
    effect.address = address;
    const Word in_page = page_size<M>(page_shift()).word - Word(1);
    const AreaPointer area = find_vm_area(address);
    effect.warned = area.is_null || (address.word & in_page) != Word(0);
    if (!effect.warned)
      observation_.areas[area.index].live = false;
    append(effect);
  }

  // vfree of an area: vunmap, and a release of the array that the area names.
  void vfree(VirtualAddress address) {
    const AreaPointer area = find_vm_area(address);
    vunmap(address);
    if (!area.is_null && !observation_.areas[area.index].pages.is_null)
      release(ArrayAllocator::kvmalloc, observation_.areas[area.index].pages);
  }

  void warn(Bool condition) {
    if (condition)
      append(effect_of(EffectKind::warn));
  }

  // Marks the call as ended in this way, with a few words; the first mark stays.
  void end(Completion completion, std::string_view what) {
    if (observation_.completion != Completion::returned)
      return;
    observation_.completion = completion;
    observation_.set_detail(what);
  }

private:
  // An array that the helper allocated.
  struct Array {
    VirtualAddress address{};
    Word bytes{};
    bool released = false;
    std::vector<FilledInterval<M>> stores{};
  };

  unsigned page_shift() const { return scenario_.architecture.page_shift; }

  static Effect<M> effect_of(EffectKind kind) {
    Effect<M> effect;
    effect.kind = kind;
    return effect;
  }

  // With the guard page.
  Bytes area_bytes(Word pages) const {
    return pages_to_bytes<M>(typename M::PageCount(pages + Word(1)), page_shift());
  }

  Array *find_array(Pointer<M> array) {
    for (Array &one : arrays_) {
      if (!array.is_null && one.address == array.address)
        return &one;
    }
    return nullptr;
  }

  // The caller's array has an entry for each page of `size`.
  Bool is_in_callers_array(VirtualAddress address) const {
    const Wide bytes =
        array_bytes<M>(exact_page_count<M>(scenario_.size, page_shift()), pointer_bytes<M>());
    return either(address == scenario_.pages,
                  M::wide(bytes_between(scenario_.pages, address).word) < bytes);
  }

  Area<M> new_area(const Effect<M> &effect) const {
    Area<M> area;
    area.live = true;
    area.address = next_area_;
    area.bytes = area_bytes(resize<M::kWordBits>(effect.count));
    area.flags = effect.flags;
    if ((effect.flags & Word(kVmMapPutPages)) != Word(0)) {
      area.pages = effect.array;
      area.nr_pages = effect.count;
    }
    return area;
  }

  // What vmap finds in entry `probe` of the array. Only the caller's array has been filled before
  // the call.
  void read_entry(Effect<M> &effect) {
    if (remap::helper_of(scenario_.call) == Helper::pages_remap && !effect.array.is_null &&
        is_in_callers_array(effect.array.address)) {
      effect.entry = Page<M>::of(scenario_.entry);
      if (effect.array.address != scenario_.pages) // another entry: some other page
        effect.entry.frame = effect.entry.frame + typename M::PageCount(Word(1));
      return;
    }
    const Array *array = find_array(effect.array);
    if (array == nullptr)
      return end(Completion::crashed, "vmap of an array that is none");
    typename M::FrameNumber entry{};
    Bool written(false);
    for (const FilledInterval<M> &store : array->stores) {
      const Word index = scenario_.probe - resize<M::kWordBits>(store.start);
      const Bool here = index < resize<M::kWordBits>(store.length);
      entry =
          typename M::FrameNumber(select(here, stored_page(store, index).frame.word, entry.word));
      written = either(written, here);
    }
    effect.entry = Page<M>::of(entry);
    effect.entry_written = either(written, scenario_.probe >= resize<M::kWordBits>(effect.count));
  }

  Page<M> stored_page(const FilledInterval<M> &store, Word index) const {
    Word distance(0);
    if (store.stride == -1)
      distance = Word(0) - index;
    else if (store.stride == 1)
      distance = index;
    else if (store.stride == 2)
      distance = index << 1;
    return store.by_pointer ? next_pointer(store.base, distance) : nth_page(store.base, distance);
  }

  void append(const Effect<M> &effect) {
    if (observation_.trace.size() >= kTraceCapacity<M>) {
      if constexpr (M::kConcrete)
        return end(end_of_full_trace<M>(requested_pages()), "more effects than the trace holds");
      else
        return end(Completion::hung, "more effects than the trace holds");
    }
    observation_.trace.push_back(effect);
  }

  const Scenario<M> &scenario_;
  Observation<M> &observation_;
  std::vector<Array> arrays_;
  VirtualAddress next_array_; // where the next array lies
  VirtualAddress next_area_;  // where the next area lies
  Area<M> no_area_;           // what an access through a NULL pointer meets
};

} // namespace dma_verify::remap
