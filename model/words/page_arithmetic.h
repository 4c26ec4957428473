// SPDX-License-Identifier: GPL-2.0-only
// The kernel's page arithmetic with its exact edge behaviour (SEMANTICS.md, "Page arithmetic").
#pragma once

#include "model/words/machine.h"

namespace dma_verify {

// PAGE_SIZE in bytes.
template <class M> typename M::Bytes page_size(unsigned page_shift) {
  return typename M::Bytes(typename M::Word(1) << page_shift);
}

// PAGE_ALIGN: bytes rounded up to whole pages, in the word's width. Wraps to 0 for bytes >
// 2^WordBits - PAGE_SIZE; 0 stays 0. SEMANTICS.md, "PAGE_ALIGN".
template <class M> typename M::Bytes page_align(typename M::Bytes bytes, unsigned page_shift) {
  const typename M::Word mask = page_size<M>(page_shift).word - typename M::Word(1);
  return typename M::Bytes((bytes.word + mask) & ~mask);
}

// bytes >> PAGE_SHIFT: whole pages, rounded down.
template <class M> typename M::PageCount whole_pages(typename M::Bytes bytes, unsigned page_shift) {
  return typename M::PageCount(bytes.word >> page_shift);
}

// PAGE_ALIGN(bytes) >> PAGE_SHIFT: pages touched, rounded up; 0 where PAGE_ALIGN wraps.
template <class M> typename M::PageCount page_count(typename M::Bytes bytes, unsigned page_shift) {
  return whole_pages<M>(page_align<M>(bytes, page_shift), page_shift);
}

// pages << PAGE_SHIFT, modulo the word.
template <class M>
typename M::Bytes pages_to_bytes(typename M::PageCount pages, unsigned page_shift) {
  return typename M::Bytes(pages.word << page_shift);
}

// vma_pages(): (vm_end - vm_start) >> PAGE_SHIFT. SEMANTICS.md, "vma_pages".
template <class M>
typename M::PageCount vma_pages(typename M::VirtualAddress vm_start,
                                typename M::VirtualAddress vm_end, unsigned page_shift) {
  return whole_pages<M>(bytes_between(vm_start, vm_end), page_shift);
}

// get_order(): the smallest order with PAGE_SIZE << order >= bytes. For 0 the decrement wraps, and
// the result is WordBits - PAGE_SHIFT, larger than any allocator serves. SEMANTICS.md, "get_order".
template <class M> typename M::UnsignedInt get_order(typename M::Bytes bytes, unsigned page_shift) {
  const typename M::Word last_page = (bytes.word - typename M::Word(1)) >> page_shift;
  return resize<M::kIntBits>(bit_width(last_page));
}

// Pages in a block of this order: 2^order, 0 where the word cannot hold it.
template <class M> typename M::PageCount pages_of_order(typename M::UnsignedInt order) {
  return typename M::PageCount(power_of_two(resize<M::kWordBits>(order)));
}

// PFN_PHYS(): the cast to phys_addr_t comes before the shift, so nothing is lost where phys_addr_t
// is wide enough. SEMANTICS.md, "page_to_pfn".
template <class M>
typename M::PhysicalAddress frame_to_phys(typename M::FrameNumber frame, unsigned page_shift) {
  return typename M::PhysicalAddress(resize<M::kPhysBits>(frame.word) << page_shift);
}

// The bound that `vm_pgoff` and the length of a user mapping must keep, in pages, without any
// wrap: ceil(bytes / PAGE_SIZE) as a wide number. Specifications use it, the model never does.
template <class M> typename M::Wide exact_page_count(typename M::Bytes bytes, unsigned page_shift) {
  const typename M::Wide round_up((Uint128{1} << page_shift) - 1);
  return (M::wide(bytes.word) + round_up) >> page_shift;
}

} // namespace dma_verify
