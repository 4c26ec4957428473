// SPDX-License-Identifier: GPL-2.0-only
// dma_alloc_contiguous and dma_free_contiguous (kernel/dma/contiguous.c): which areas are asked,
// and how many pages are asked for and given back. SEMANTICS.md, "dma_alloc_contiguous" and
// "dma_free_contiguous".
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::contiguous {

// Whether a request gets as far as asking this area. The order of the tests is the kernel's:
//   a gfp that cannot block gets nothing;
//   a device with its own area is served by that or not at all, without a test of the size;
//   one page or less is left to the buddy allocator;
//   the areas of the node, unless gfp names a zone of low addresses or the device has no node;
//   the standard area.
// A caller asks for `device` only where the device has an area, and then for no other.
template <class M>
typename M::Bool asks(ContiguousArea area, typename M::Bytes bytes, typename M::UnsignedInt gfp,
                      Finite<M, int> node, unsigned page_shift) {
  using Bool = typename M::Bool;
  using UnsignedInt = typename M::UnsignedInt;
  const Bool may_block = (gfp & UnsignedInt(kGfpDirectReclaim)) != UnsignedInt(0);
  if (area == ContiguousArea::device)
    return may_block;
  const Bool several_pages = bytes > page_size<M>(page_shift);
  if (area == ContiguousArea::standard)
    return both(may_block, several_pages);
  const UnsignedInt zones(kGfpDma | kGfpDma32);
  const Bool any_zone = (gfp & zones) == UnsignedInt(0);
  return both(both(may_block, several_pages), both(Bool(node != kNumaNoNode), any_zone));
}

// Pages asked of an area: rounded down. An area that is asked for 0 pages gives none.
template <class M>
typename M::PageCount requested_pages(typename M::Bytes bytes, unsigned page_shift) {
  return whole_pages<M>(bytes, page_shift);
}

// Pages that a release gives back: rounded up, as an unsigned int.
template <class M>
typename M::PageCount released_pages(typename M::Bytes bytes, unsigned page_shift) {
  const auto count = resize<M::kIntBits>(page_count<M>(bytes, page_shift).word);
  return typename M::PageCount(resize<M::kWordBits>(count));
}

} // namespace dma_verify::contiguous
