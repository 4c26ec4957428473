// SPDX-License-Identifier: GPL-2.0-only
// The kernel services that the helpers call, as concepts with each service's contract. A helper
// written over them runs on any kernel that has its services, concretely or on Z3 terms.
#pragma once

#include "model/remap/objects.h"
#include "model/words/architecture.h"

#include <concepts>

namespace dma_verify::remap {

// Look-ups are functions of their arguments and leave no effect; services below the line do.
//
//   find_vm_area(address)     the area that holds the address, at any place, the guard page too;
//                             NULL outside of all areas. No lock is held afterwards.
//   at(area)                  its members; a crash if it is NULL
//   nth_page(page, n)         the page of frame page + n
//   next_pointer(page, n)     page + n in memory: the same page only where the struct pages are one
//                             array
//   --------------------------------------------------------------------------------------------
//   kvmalloc_array(n, size, gfp)   n * size bytes from kmalloc or vmalloc, not zeroed. NULL if the
//                             product does not fit a size_t; NULL and a warning above INT_MAX; for
//                             0 bytes ZERO_SIZE_PTR, which is not NULL
//   kvfree(array)             releases what kvmalloc_array returned; ignores NULL, ZERO_SIZE_PTR
//   fill(array, interval)     a loop's stores into an array
//   vmap(pages, count, flags, prot)   reads entries 0 to count - 1, each once, in order. A new area
//                             of count pages and a guard page, whose `pages` is NULL and nr_pages 0
//                             (unless VM_MAP_PUT_PAGES); or NULL, with nothing left. NULL for 0
//                             pages. Takes no reference, releases nothing
//   vunmap(address)           removes the whole area that holds the address; warns and does nothing
//                             if there is none, or the address is not page aligned; ignores NULL
//   warn(condition)           WARN: prints if the condition holds
//
// Sources: model/remap/SEMANTICS.md, by the names of the services.

// What find_pages asks.
template <class K, class M>
concept FindServices = requires(K kernel, typename M::VirtualAddress address, AreaPointer area,
                                typename M::Bool condition) {
  { kernel.architecture() } -> std::convertible_to<const Architecture &>;
  { kernel.find_vm_area(address) } -> std::same_as<AreaPointer>;
  { kernel.at(area) } -> std::same_as<Area<M> &>;
  kernel.warn(condition);
};

// What free_remap asks.
template <class K, class M>
concept FreeServices = FindServices<K, M> &&
    requires(K kernel, typename M::VirtualAddress address) {
  kernel.vunmap(address);
};

// What pages_remap asks.
template <class K, class M>
concept MapServices = FindServices<K, M> &&
    requires(K kernel, Pointer<M> array, typename M::UnsignedInt number, typename M::Word word) {
  { kernel.vmap(array, number, word, word) } -> std::same_as<Pointer<M>>;
};

// What contiguous_remap asks.
template <class K, class M>
concept ContiguousServices = MapServices<K, M> &&
    requires(K kernel, Pointer<M> array, typename M::UnsignedInt number, typename M::Word word,
             FilledInterval<M> interval, unsigned element_bytes) {
  { kernel.kvmalloc_array(word, element_bytes, number) } -> std::same_as<Pointer<M>>;
  kernel.kvfree(array);
  kernel.fill(array, interval);
};

} // namespace dma_verify::remap
