// SPDX-License-Identifier: GPL-2.0-only
// A device's own coherent memory (kernel/dma/coherent.c): what dma_mmap_from_dev_coherent claims
// and maps, with the kernel's integer widths, and what its allocator zeroes. SEMANTICS.md,
// "dma_mmap_from_dev_coherent".
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::coherent_pool {

template <class M> struct Pool {
  typename M::VirtualAddress base{}; // virt_base
  typename M::UnsignedInt pages{};   // size: an int in the kernel
  typename M::FrameNumber first{};   // pfn_base
};

// An int as the unsigned long that a comparison makes of it.
template <class M> typename M::Word from_int(typename M::UnsignedInt value) {
  using Word = typename M::Word;
  const typename M::UnsignedInt sign(Uint128{1} << (M::kIntBits - 1));
  const Word low = resize<M::kWordBits>(value);
  if constexpr (M::kIntBits >= M::kWordBits) {
    return low;
  } else {
    return select(value >= sign, low | ~Word((Uint128{1} << M::kIntBits) - 1), low);
  }
}
template <class M> typename M::UnsignedInt to_int(typename M::Word value) {
  return resize<M::kIntBits>(value);
}

// The buffer lies in the pool. Compares the caller's bytes as they are, and adds to a pointer,
// which can wrap (W10); a buffer whose end lies beyond the pool is not claimed (W9).
template <class M>
typename M::Bool claims(const Pool<M> &pool, typename M::VirtualAddress vaddr,
                        typename M::Bytes size, unsigned page_shift) {
  // The shift is made in dma_addr_t, then added to a pointer.
  const auto pool_bytes = resize<M::kDmaBits>(from_int<M>(pool.pages)) << page_shift;
  const auto end = pool.base + typename M::Bytes(resize<M::kWordBits>(pool_bytes));
  return both(vaddr >= pool.base, vaddr + size <= end);
}

// What a claimed request maps: `pages` from `first` on, or nothing and the answer is -ENXIO.
template <class M> struct Mapping {
  typename M::Bool in_bounds{};
  typename M::FrameNumber first{};
  typename M::PageCount pages{};
};
template <class M>
Mapping<M> mapping(const Pool<M> &pool, const Vma<M> &vma, typename M::VirtualAddress vaddr,
                   typename M::Bytes size, unsigned page_shift) {
  using Word = typename M::Word;
  const Word start =
      from_int<M>(to_int<M>(whole_pages<M>(bytes_between(pool.base, vaddr), page_shift).word));
  const Word count = from_int<M>(to_int<M>(page_count<M>(size, page_shift).word));
  const Word off = vma.vm_pgoff.word;
  const auto user_count = vma_pages<M>(vma.vm_start, vma.vm_end, page_shift);
  return {both(off < count, user_count.word <= count - off),
          typename M::FrameNumber(pool.first.word + start + off), user_count};
}

// Every mapped page is the pool's.
template <class M> typename M::Bool inside(const Pool<M> &pool, const Mapping<M> &mapping) {
  const auto first = M::wide(pool.first.word);
  const auto from = M::wide(mapping.first.word);
  const auto pages = resize<2 * M::kWordBits>(pool.pages);
  return both(first <= from, from + M::wide(mapping.pages.word) <= first + pages);
}

// Bytes at the end of the last page that the pool's allocator leaves as they were: it zeroes `size`
// bytes, not whole pages (W5).
template <class M> typename M::Bytes stale_tail(typename M::Bytes size, unsigned page_shift) {
  return page_align<M>(size, page_shift) - size;
}

} // namespace dma_verify::coherent_pool
