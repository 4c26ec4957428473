// SPDX-License-Identifier: GPL-2.0-only
// The services that a compiled remap.c calls through its table: each is one of the simulated
// kernel's, on the same words as the model's.
#pragma once

#include "smt/ir/calls/unit_services.h"
#include "smt/ir/remap/call_frame.h"

#include <array>

namespace dma_verify::ir::remap {

template <class M> class Services : public UnitServices<Services<M>, CallFrame<M>, M> {
public:
  using Base = UnitServices<Services<M>, CallFrame<M>, M>;
  using Base::Base;
  using typename Base::Arguments, typename Base::Entry, typename Base::L;

  // By the names of the table's members.
  static std::span<const Entry> entries();

private:
  using Base::address, Base::frame_, Base::nothing, Base::number, Base::of, Base::page, Base::word;
  using typename Base::UnsignedInt, typename Base::VirtualAddress, typename Base::Word;
  using Allocator = units::ArrayAllocator;

  // What the file has written to areas is known to each service.
  auto &kernel() {
    frame_.read_areas();
    return frame_.kernel();
  }
  Value<L> shown(const Pointer<M> &mapping) {
    if (mapping.is_null)
      return Value<L>(M::kWordBits, 0);
    Value<L> value = of(mapping.address.word);
    value.is_of_kernel = true;
    return value;
  }
  Allocator allocator(const Value<L> &value) {
    return static_cast<Allocator>(frame_.certain(value, "an allocator"));
  }

  Value<L> warn(Arguments) {
    kernel().warn(typename M::Bool(true));
    return nothing();
  }
  // A number of single bytes is seen as one of pointers, if it is.
  Value<L> allocate(Arguments a) {
    constexpr unsigned kBytes = units::pointer_bytes<M>();
    Word count = word(a[1]);
    std::uint64_t size = frame_.certain(a[2], "the size of an element");
    if (size == 1 && static_cast<bool>((count & Word(kBytes - 1)) == Word(0))) {
      count = count >> std::countr_zero(kBytes);
      size = kBytes;
    }
    const UnsignedInt gfp = number(a[3]);
    const Pointer<M> array =
        kernel().allocate(allocator(a[0]), count, static_cast<unsigned>(size), gfp);
    if (array.is_null)
      return Value<L>(M::kWordBits, 0);
    const Number<L> entries = Number<L>::of(count);
    const Number<L> bytes = multiply(entries, like(entries, size));
    Value<L> start = of(array.address.word);
    if (start.number.known() == Uint128{units::kZeroSizePointer} &&
        static_cast<bool>(is_zero(bytes)))
      return start;
    const bool zeroed = static_cast<bool>((gfp & UnsignedInt(kGfpZero)) == UnsignedInt(kGfpZero));
    return frame_.open_array(array, bytes, zeroed);
  }
  Value<L> release(Arguments a) {
    const Allocator by = allocator(a[0]);
    const Pointer<M> pointer = frame_.seen(a[1]);
    if (pointer.is_null) // ignored by all of them
      return nothing();
    const bool is_area = by == Allocator::vmalloc && !frame_.is_array(a[1]) &&
                         !kernel().find_vm_area(pointer.address).is_null;
    if (is_area) {
      kernel().vfree(pointer.address);
      frame_.forget_dead_areas();
    } else {
      kernel().release(by, pointer);
      frame_.close_array(a[1]);
    }
    return nothing();
  }
  Value<L> find_vm_area(Arguments a) {
    return frame_.show_area(kernel().find_vm_area(address(a[0])));
  }
  Value<L> vmap(Arguments a) {
    if (a[0].has_object() && !frame_.is_array(a[0]))
      end_run(RunEnd::Kind::unmodelled, "vmap of the file's own array");
    const UnsignedInt count = number(a[1]);
    if (static_cast<bool>(frame_.scenario().probe < resize<M::kWordBits>(count)))
      frame_.tell_stores(a[0]);
    return shown(kernel().vmap(frame_.seen(a[0]), count, word(a[2]), word(a[3])));
  }
  Value<L> vunmap(Arguments a) {
    kernel().vunmap(address(a[0]));
    frame_.forget_dead_areas();
    return nothing();
  }
  Value<L> demand_memory(Arguments a) {
    if (!a[0].has_object())
      end_run(RunEnd::Kind::unmodelled, "memset of a mapping");
    return nothing();
  }
  Value<L> page_to_pfn(Arguments a) { return of(frame_.page_at(page(a[0])).frame.word); }
  Value<L> pfn_to_page(Arguments a) {
    return of(frame_.slot_of(Page<M>::of(typename M::FrameNumber(word(a[0])))));
  }
};

template <class M> std::span<const typename Services<M>::Entry> Services<M>::entries() {
  using S = Services;
  static constexpr std::array kEntries = {
      Entry{"unmodelled", 1, &S::Base::unmodelled},
      Entry{"bug", 1, &S::Base::bug},
      Entry{"warn", 0, &S::warn},
      Entry{"allocate", 4, &S::allocate},
      Entry{"release", 2, &S::release},
      Entry{"find_vm_area", 1, &S::find_vm_area},
      Entry{"vmap", 4, &S::vmap},
      Entry{"vunmap", 1, &S::vunmap},
      Entry{"demand_memory", 1, &S::demand_memory},
      Entry{"page_to_pfn", 1, &S::page_to_pfn, true},
      Entry{"pfn_to_page", 1, &S::pfn_to_page, true},
  };
  return kEntries;
}

} // namespace dma_verify::ir::remap
