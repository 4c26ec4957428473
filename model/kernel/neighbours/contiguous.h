// SPDX-License-Identifier: GPL-2.0-only
// dma_alloc_contiguous and dma_free_contiguous (kernel/dma/contiguous.c): which areas are asked,
// for how many pages, and to which allocator a block is given back. SEMANTICS.md,
// "dma_alloc_contiguous" and "dma_free_contiguous".
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

#include <optional>

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
                      int node, unsigned page_shift) {
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
  return both(both(may_block, several_pages), both(Bool(node != -1), any_zone));
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

// How cma_release decides whether a block belongs to its area.
enum class ReleaseTest : std::uint8_t {
  first_page,  // up to 6.12: only where the block begins; the rest is not tested in production
  whole_block, // 6.18: the block must lie in the area
};

// Whether cma_release of [first, first + pages) takes the block back to the area
// [area_first, area_first + area_pages); otherwise it goes to the buddy allocator.
template <class M>
typename M::Bool takes_back(ReleaseTest test, typename M::FrameNumber area_first,
                            typename M::PageCount area_pages, typename M::FrameNumber first,
                            typename M::PageCount pages) {
  const auto offset = pages_between(area_first, first);
  if (test == ReleaseTest::first_page)
    return offset < area_pages;
  return both(offset < area_pages, pages <= area_pages - offset);
}

// An area, as a release sees it: frames [first, first + pages).
template <class M> struct Area {
  typename M::FrameNumber first{};
  typename M::PageCount pages{};
};

// The areas that there are for a release: the device's own, those of the page's node, the standard
// one. (An allocation looks at the device's node.)
template <class M> struct Areas {
  std::optional<Area<M>> device{};
  std::optional<Area<M>> node{};
  std::optional<Area<M>> standard{};
};

// The allocator that gets a released block.
enum class Receiver : std::uint8_t { device, node, standard, buddy };

// A device with its own area asks no other. A block that no area accepts goes to the buddy
// allocator, even if it does not come from there.
template <class M>
Receiver receiver(ReleaseTest test, const Areas<M> &areas, Page<M> page, typename M::Bytes bytes,
                  unsigned page_shift) {
  const auto takes = [&](const std::optional<Area<M>> &area) {
    return area && !page.is_null &&
           static_cast<bool>(takes_back<M>(test, area->first, area->pages, page.frame,
                                           released_pages<M>(bytes, page_shift)));
  };
  if (areas.device)
    return takes(areas.device) ? Receiver::device : Receiver::buddy;
  if (takes(areas.node))
    return Receiver::node;
  return takes(areas.standard) ? Receiver::standard : Receiver::buddy;
}

} // namespace dma_verify::contiguous
