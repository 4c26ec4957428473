// SPDX-License-Identifier: GPL-2.0-only
// dma_common_alloc_pages with one change.
#pragma once

#include "model/kernel/trace.h"
#include "model/ops_helpers/ops_helpers.h"
#include "properties/mutant.h"

namespace dma_verify::ops_helpers {

namespace of_alloc_pages {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::alloc_pages)
// Asking for pages.
DMA_VERIFY_MUTANT(kContiguousNotAsked, "contiguous area not asked");
DMA_VERIFY_MUTANT(kContiguousOnePage, "contiguous area asked for one page");
DMA_VERIFY_MUTANT(kContiguousPageMore, "contiguous area asked for a page more");
DMA_VERIFY_MUTANT(kBuddyFirst, "buddy asked first");
DMA_VERIFY_MUTANT(kBuddyNotAsked, "buddy not asked");
DMA_VERIFY_MUTANT(kBothAsked, "both asked");
DMA_VERIFY_MUTANT(kOrderTooLarge, "order one too large");
DMA_VERIFY_MUTANT(kOrderTooSmall, "order one too small");
DMA_VERIFY_MUTANT(kGfpAtomic, "GFP_ATOMIC for gfp");
DMA_VERIFY_MUTANT(kCompAdded, "__GFP_COMP added");
DMA_VERIFY_MUTANT(kNoReclaim, "pages asked for without reclaim");
DMA_VERIFY_MUTANT(kOnlyThisNode, "pages asked for on the device's node alone");
DMA_VERIFY_MUTANT(kAreaNoReclaim, "contiguous area asked without reclaim");
DMA_VERIFY_MUTANT(kFirstNode, "node 0 tried after the device's");
DMA_VERIFY_MUTANT(kNodeIgnored, "node ignored");
DMA_VERIFY_MUTANT(kNullNotTested, "NULL page not tested");
DMA_VERIFY_MUTANT(kNullTestedLate, "NULL page tested after the map");
DMA_VERIFY_MUTANT(kNullBug, "BUG_ON of a NULL page");
DMA_VERIFY_MUTANT(kSecondPage, "second page mapped and returned");
// Mapping.
DMA_VERIFY_MUTANT(kOpsForIommu, "ops called for an IOMMU device");
DMA_VERIFY_MUTANT(kIommuForOps, "dma-iommu called for every device");
DMA_VERIFY_MUTANT(kOtherDirection, "direction changed");
DMA_VERIFY_MUTANT(kAttrsDropped, "DMA_ATTR_SKIP_CPU_SYNC dropped");
DMA_VERIFY_MUTANT(kOnePageMapped, "one page mapped");
DMA_VERIFY_MUTANT(kMappedTwice, "mapped twice for the device");
DMA_VERIFY_MUTANT(kHandleNotWritten, "handle not written");
DMA_VERIFY_MUTANT(kZeroIsFailure, "! for == DMA_MAPPING_ERROR");
DMA_VERIFY_MUTANT(kFailureNotTested, "mapping error not tested");
DMA_VERIFY_MUTANT(kRetriedForEver, "mapping retried for ever");
// Unwinding.
DMA_VERIFY_MUTANT(kReleaseDropped, "release dropped on map failure");
DMA_VERIFY_MUTANT(kReleasedTwice, "released twice");
DMA_VERIFY_MUTANT(kWrongAllocator, "__free_pages for the contiguous area");
DMA_VERIFY_MUTANT(kOnePageReleased, "one page released");
DMA_VERIFY_MUTANT(kFailureHandedOut, "page returned on map failure");
DMA_VERIFY_MUTANT(kReleasedHandedOut, "released page returned");
DMA_VERIFY_MUTANT(kClearedAfterRelease, "memset after the release");
DMA_VERIFY_MUTANT(kFailureUnmapped, "failed mapping unmapped");
DMA_VERIFY_MUTANT(kReleaseBeforeUnmap, "handle 0 released before it is unmapped");
// Clearing.
DMA_VERIFY_MUTANT(kNotCleared, "memset dropped");
DMA_VERIFY_MUTANT(kClearedLess, "memset of size - 1");
DMA_VERIFY_MUTANT(kClearedMore, "memset of size + 1");
DMA_VERIFY_MUTANT(kClearedAsInt, "memset of size as unsigned int");
DMA_VERIFY_MUTANT(kOnePageCleared, "memset of one page");
DMA_VERIFY_MUTANT(kFilled, "memset with ones");
// Harmless.
DMA_VERIFY_MUTANT(kFailureAsInt, "DMA_MAPPING_ERROR as unsigned int");
DMA_VERIFY_MUTANT(kAlignedOrder, "order of the aligned size");
DMA_VERIFY_MUTANT(kClearedByPage, "cleared page by page");
DMA_VERIFY_MUTANT(kClearedBeforeMap, "cleared before the map");
DMA_VERIFY_MUTANT(kWholeBlockCleared, "whole block of the buddy allocator cleared");
DMA_VERIFY_MUTANT(kBuddyAfterFailure, "buddy tried after the contiguous block cannot be mapped");
DMA_VERIFY_MUTANT(kBuddyZeroes, "__GFP_ZERO for the buddy allocator");
DMA_VERIFY_MUTANT(kNoWarn, "__GFP_NOWARN for the contiguous area");
DMA_VERIFY_MUTANT(kNoReclaimFirst, "pages asked for without reclaim first");
DMA_VERIFY_MUTANT(kThisNodeFirst, "pages asked for on the device's node alone first");
DMA_VERIFY_MUTANT(kAnyNodeAfter, "current node tried after the device's");
DMA_VERIFY_MUTANT(kHardwall, "__GFP_HARDWALL for the buddy allocator");
DMA_VERIFY_MUTANT(kEmptyRefused, "empty size refused");
DMA_VERIFY_MUTANT(kOnlyWhoCanWait, "contiguous area asked only with a gfp that can wait");
DMA_VERIFY_MUTANT(kHighmemGuard, "highmem guard");
DMA_VERIFY_MUTANT(kHandleWrittenLate, "handle written after success only");
DMA_VERIFY_MUTANT(kOwnAllocator, "each block released to its allocator by name");
#undef DMA_VERIFY_MUTANT
} // namespace of_alloc_pages

// What the highmem guard takes for high memory: it stands for PageHighMem, which no block inside
// the contract is.
template <class M> bool is_guarded(Page<M> page) {
  return !page.is_null && (page.frame.word & typename M::Word(1)) != typename M::Word(0);
}

// A block and where it came from.
template <class M> struct Pages {
  Page<M> page{};
  bool from_buddy = false;
};

template <class M, class K>
Pages<M> ask_for_pages(const Mutant &mutant, K &kernel, typename M::Bytes size,
                       typename M::UnsignedInt gfp) {
  using namespace of_alloc_pages;
  using UnsignedInt = typename M::UnsignedInt;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned shift = kernel.architecture().page_shift;
  if (with(kGfpAtomic))
    gfp = UnsignedInt(0x820);
  UnsignedInt buddy_gfp = gfp;
  if (with(kCompAdded))
    buddy_gfp = gfp | UnsignedInt(kGfpComp);
  if (with(kBuddyZeroes))
    buddy_gfp = gfp | UnsignedInt(kGfpZero);
  UnsignedInt order = get_order<M>(size, shift);
  if (with(kAlignedOrder))
    order = get_order<M>(page_align<M>(size, shift), shift);
  if (with(kOrderTooLarge))
    order = order + UnsignedInt(1);
  if (with(kOrderTooSmall) && order > UnsignedInt(0))
    order = order - UnsignedInt(1);
  const UnsignedInt reclaim(kGfpDirectReclaim | kGfpKswapdReclaim);
  if (with(kHardwall))
    buddy_gfp = gfp | UnsignedInt(kGfpHardwall);
  const auto ask_contiguous = [&] {
    auto asked = size;
    if (with(kContiguousOnePage))
      asked = page_size<M>(shift);
    if (with(kContiguousPageMore))
      asked = size + page_size<M>(shift);
    if (with(kAreaNoReclaim))
      return kernel.dma_alloc_contiguous(asked, gfp & ~reclaim);
    return kernel.dma_alloc_contiguous(asked, with(kNoWarn) ? gfp | UnsignedInt(kGfpNowarn) : gfp);
  };
  const auto ask_buddy = [&] {
    const Finite<M, int> node =
        with(kNodeIgnored) ? Finite<M, int>(kNumaNoNode) : kernel.dev_to_node();
    Page<M> page = Page<M>::null();
    if (with(kNoReclaim) || with(kNoReclaimFirst))
      page = kernel.alloc_pages_node(node, buddy_gfp & ~reclaim, order);
    if (with(kOnlyThisNode) || with(kThisNodeFirst))
      page = kernel.alloc_pages_node(node, buddy_gfp | UnsignedInt(kGfpThisnode), order);
    if (page.is_null && !with(kNoReclaim) && !with(kOnlyThisNode))
      page = kernel.alloc_pages_node(node, buddy_gfp, order);
    if (page.is_null && with(kAnyNodeAfter))
      page = kernel.alloc_pages_node(kNumaNoNode, buddy_gfp, order);
    if (page.is_null && with(kFirstNode))
      page = kernel.alloc_pages_node(0, buddy_gfp, order);
    return page;
  };
  if (with(kBuddyFirst)) {
    const Page<M> page = ask_buddy();
    if (!page.is_null)
      return {page, true};
    return {ask_contiguous(), false};
  }
  Page<M> page{};
  if (!with(kContiguousNotAsked) &&
      (!with(kOnlyWhoCanWait) || (gfp & UnsignedInt(kGfpDirectReclaim)) != UnsignedInt(0))) {
    page = ask_contiguous();
  }
  if (with(kHighmemGuard) && is_guarded(page)) {
    kernel.dma_free_contiguous(page, size);
    page = Page<M>::null();
  }
  if (page.is_null ? !with(kBuddyNotAsked) : with(kBothAsked))
    return {ask_buddy(), true};
  return {page, false};
}

template <class M, class K>
typename M::BusAddress map_block(const Mutant &mutant, K &kernel, Page<M> page,
                                 typename M::Bytes size, Direction dir) {
  using namespace of_alloc_pages;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const auto phys = kernel.page_to_phys(page);
  const Word attrs(with(kAttrsDropped) ? 0 : kDmaAttrSkipCpuSync);
  if (with(kOtherDirection))
    dir = Direction::bidirectional;
  if (with(kOnePageMapped))
    size = page_size<M>(kernel.architecture().page_shift);
  if ((kernel.use_dma_iommu() && !with(kOpsForIommu)) || with(kIommuForOps))
    return kernel.iommu_dma_map_phys(phys, size, dir, attrs);
  return kernel.ops_map_phys(kernel.get_dma_ops(), phys, size, dir, attrs);
}

template <class M> bool mapping_failed(const Mutant &mutant, typename M::BusAddress handle) {
  using namespace of_alloc_pages;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const auto error = dma_mapping_error<M>();
  if (with(kFailureNotTested))
    return false;
  if (with(kZeroIsFailure))
    return static_cast<bool>(handle == typename M::BusAddress{});
  if (with(kFailureAsInt))
    return static_cast<bool>(resize<M::kIntBits>(handle.word) == resize<M::kIntBits>(error.word));
  return static_cast<bool>(handle == error);
}

template <class M, class K>
void clear_block(const Mutant &mutant, K &kernel, Page<M> page, typename M::Bytes size) {
  using namespace of_alloc_pages;
  using Bytes = typename M::Bytes;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const Bytes one(Word(1));
  const unsigned shift = kernel.architecture().page_shift;
  const Bytes page_bytes = page_size<M>(shift);
  const auto address = kernel.page_address(page);
  if (with(kNotCleared))
    return;
  if (with(kClearedByPage) && whole_pages<M>(size, shift).word <= Word(100)) {
    for (Bytes done(Word(0)); done < size; done = done + page_bytes)
      kernel.memset(address + done, 0, page_bytes);
    return;
  }
  Bytes length = size;
  if (with(kClearedLess))
    length = size - one;
  if (with(kClearedMore))
    length = size + one;
  if (with(kClearedAsInt))
    length = Bytes(resize<M::kWordBits>(resize<M::kIntBits>(size.word)));
  if (with(kOnePageCleared))
    length = page_bytes;
  kernel.memset(address, with(kFilled) ? std::uint8_t{0xff} : std::uint8_t{0}, length);
}

// After a mapping that failed: gives the block back, and tells what the helper answers.
template <class M, class K>
Page<M> unwind(const Mutant &mutant, K &kernel, Pages<M> pages, typename M::Bytes size) {
  using namespace of_alloc_pages;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned shift = kernel.architecture().page_shift;
  if (with(kFailureHandedOut))
    return pages.page;
  if (with(kWrongAllocator) || (with(kOwnAllocator) && pages.from_buddy)) {
    kernel.free_pages(pages.page, get_order<M>(size, shift));
  } else if (!with(kReleaseDropped)) {
    kernel.dma_free_contiguous(pages.page, with(kOnePageReleased) ? page_size<M>(shift) : size);
  }
  if (with(kReleasedTwice))
    kernel.dma_free_contiguous(pages.page, size);
  if (with(kClearedAfterRelease))
    kernel.memset(kernel.page_address(pages.page), 0, size);
  return with(kReleasedHandedOut) ? pages.page : Page<M>::null();
}

template <class M, PageServices<M> K>
Page<M> alloc_pages(const Mutant &mutant, K &kernel, typename M::Bytes size,
                    typename M::BusAddress &dma_handle, Direction dir,
                    typename M::UnsignedInt gfp) {
  using namespace of_alloc_pages;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  if (with(kEmptyRefused) && size.word == Word(0))
    return Page<M>::null();
  Pages<M> pages = ask_for_pages<M>(mutant, kernel, size, gfp);
  if (with(kNullBug) && pages.page.is_null)
    kernel.kernel_bug("BUG_ON");
  const bool no_page = pages.page.is_null;
  if (no_page && !with(kNullNotTested) && !with(kNullTestedLate))
    return Page<M>::null();
  pages.page.is_null = false;
  if (with(kSecondPage))
    pages.page.frame = pages.page.frame + typename M::PageCount(Word(1));

  const bool zeroed = with(kBuddyZeroes) && pages.from_buddy;
  if (with(kClearedBeforeMap))
    clear_block<M>(mutant, kernel, pages.page, size);
  auto handle = map_block<M>(mutant, kernel, pages.page, size, dir);
  for (std::size_t i = 0;
       with(kRetriedForEver) && i <= kTraceCapacity<M> && handle == dma_mapping_error<M>(); ++i) {
    handle = map_block<M>(mutant, kernel, pages.page, size, dir);
  }
  if (with(kMappedTwice) && handle != dma_mapping_error<M>())
    handle = map_block<M>(mutant, kernel, pages.page, size, dir);
  if (!with(kHandleNotWritten) && !with(kHandleWrittenLate))
    dma_handle = handle;
  if (with(kNullTestedLate) && no_page)
    return Page<M>::null();
  if (with(kBuddyAfterFailure) && !pages.from_buddy && mapping_failed<M>(mutant, handle)) {
    kernel.dma_free_contiguous(pages.page, size);
    pages = {kernel.alloc_pages_node(kernel.dev_to_node(), gfp,
                                     get_order<M>(size, kernel.architecture().page_shift)),
             true};
    if (pages.page.is_null)
      return Page<M>::null();
    dma_handle = handle = map_block<M>(mutant, kernel, pages.page, size, dir);
  }
  const auto unmap = [&] {
    if (kernel.use_dma_iommu()) {
      kernel.iommu_dma_unmap_phys(handle, size, dir, Word(kDmaAttrSkipCpuSync));
    } else if (kernel.get_dma_ops().has_unmap) {
      kernel.ops_unmap_phys(kernel.get_dma_ops(), handle, size, dir, Word(kDmaAttrSkipCpuSync));
    }
  };
  if (mapping_failed<M>(mutant, handle)) {
    if (with(kFailureUnmapped))
      unmap();
    return unwind<M>(mutant, kernel, pages, size);
  }
  if (with(kReleaseBeforeUnmap) && handle == typename M::BusAddress{}) {
    kernel.dma_free_contiguous(pages.page, size);
    unmap();
    return Page<M>::null();
  }
  if (with(kHandleWrittenLate))
    dma_handle = handle;
  if (with(kWholeBlockCleared) && pages.from_buddy) {
    const auto order = get_order<M>(size, kernel.architecture().page_shift);
    size = pages_to_bytes<M>(pages_of_order<M>(order), kernel.architecture().page_shift);
  }
  if (!with(kClearedBeforeMap) && !zeroed)
    clear_block<M>(mutant, kernel, pages.page, size);
  return pages.page;
}

} // namespace dma_verify::ops_helpers
