// SPDX-License-Identifier: GPL-2.0-only
// dma_common_contiguous_remap with one change: the model's text, with the wrong lines beside the
// right ones.
#pragma once

#include "model/remap/remap.h"
#include "model/remap/simulated_kernel.h"
#include "properties/mutant.h"

#include <initializer_list>

namespace dma_verify::remap {

namespace of_contiguous_remap {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::contiguous_remap)
// The count.
DMA_VERIFY_MUTANT(kFloorCount, "contiguous_remap: size >> PAGE_SHIFT");
DMA_VERIFY_MUTANT(kFloorPlusOne, "contiguous_remap: (size >> PAGE_SHIFT) + 1");
DMA_VERIFY_MUTANT(kCountPlusOne, "contiguous_remap: a page more");
DMA_VERIFY_MUTANT(kOrderForCount, "contiguous_remap: get_order(size)");
DMA_VERIFY_MUTANT(kMapsOneLess, "contiguous_remap: vmap of count - 1");
DMA_VERIFY_MUTANT(kMapsOneMore, "contiguous_remap: vmap of count + 1");
DMA_VERIFY_MUTANT(kZeroAsOne, "contiguous_remap: count ?: 1");
// The array and its entries.
DMA_VERIFY_MUTANT(kFillsOneLess, "contiguous_remap: i < count - 1");
DMA_VERIFY_MUTANT(kFillsOneMore, "contiguous_remap: i <= count");
DMA_VERIFY_MUTANT(kStartsAtOne, "contiguous_remap: i = 1");
DMA_VERIFY_MUTANT(kNotFilled, "contiguous_remap: loop dropped");
DMA_VERIFY_MUTANT(kOneEntryBack, "contiguous_remap: pages[i - 1]");
DMA_VERIFY_MUTANT(kSamePage, "contiguous_remap: pages[i] = page");
DMA_VERIFY_MUTANT(kNextPage, "contiguous_remap: page + 1 + i");
DMA_VERIFY_MUTANT(kEverySecond, "contiguous_remap: nth_page(page++, i)");
DMA_VERIFY_MUTANT(kReversed, "contiguous_remap: last page first");
DMA_VERIFY_MUTANT(kByPointer, "contiguous_remap: page + i");
DMA_VERIFY_MUTANT(kAsksForBytes, "contiguous_remap: array of size entries");
DMA_VERIFY_MUTANT(kStructPages, "contiguous_remap: sizeof(struct page)");
DMA_VERIFY_MUTANT(kHalfPointers, "contiguous_remap: entries of half a pointer");
DMA_VERIFY_MUTANT(kBytesOverflow, "contiguous_remap: array as long as it gets");
DMA_VERIFY_MUTANT(kOneEntryMore, "contiguous_remap: array with an entry to spare");
DMA_VERIFY_MUTANT(kAtomic, "contiguous_remap: GFP_ATOMIC");
DMA_VERIFY_MUTANT(kNowait, "contiguous_remap: GFP_NOWAIT");
DMA_VERIFY_MUTANT(kNoNullTest, "contiguous_remap: !pages not tested");
DMA_VERIFY_MUTANT(kNullTestInverted, "contiguous_remap: !pages inverted");
DMA_VERIFY_MUTANT(kBugOnNull, "contiguous_remap: BUG_ON(!pages)");
// Its release.
DMA_VERIFY_MUTANT(kReleasedOnFailure, "contiguous_remap: kvfree if !vaddr");
DMA_VERIFY_MUTANT(kReleasedOnSuccess, "contiguous_remap: kvfree if vaddr");
DMA_VERIFY_MUTANT(kNotReleased, "contiguous_remap: kvfree dropped");
DMA_VERIFY_MUTANT(kReleasedTwice, "contiguous_remap: kvfree twice");
DMA_VERIFY_MUTANT(kReleasedFirst, "contiguous_remap: kvfree before vmap");
DMA_VERIFY_MUTANT(kFilledLate, "contiguous_remap: filled after kvfree");
DMA_VERIFY_MUTANT(kMappingReleased, "contiguous_remap: kvfree(vaddr)");
DMA_VERIFY_MUTANT(kKfree, "contiguous_remap: kfree");
DMA_VERIFY_MUTANT(kVfree, "contiguous_remap: vfree");
// The mapping and the answer.
DMA_VERIFY_MUTANT(kVmMapFlag, "contiguous_remap: VM_MAP");
DMA_VERIFY_MUTANT(kNoFlag, "contiguous_remap: no flag");
DMA_VERIFY_MUTANT(kPutPages, "contiguous_remap: VM_MAP_PUT_PAGES");
DMA_VERIFY_MUTANT(kOtherProtection, "contiguous_remap: PAGE_KERNEL");
DMA_VERIFY_MUTANT(kArrayInArea, "contiguous_remap: area->pages = pages");
DMA_VERIFY_MUTANT(kCountInArea, "contiguous_remap: area->nr_pages = count");
DMA_VERIFY_MUTANT(kNullOnSuccess, "contiguous_remap: NULL on success");
DMA_VERIFY_MUTANT(kErrorPointer, "contiguous_remap: ERR_PTR on failure");
DMA_VERIFY_MUTANT(kArrayReturned, "contiguous_remap: array returned");
DMA_VERIFY_MUTANT(kMappedTwice, "contiguous_remap: mapped twice");
DMA_VERIFY_MUTANT(kMappingRemoved, "contiguous_remap: unmapped before return");
DMA_VERIFY_MUTANT(kRetries, "contiguous_remap: vmap until it succeeds");
// Harmless.
DMA_VERIFY_MUTANT(kEmptyFirst, "contiguous_remap: empty size refused first");
DMA_VERIFY_MUTANT(kUnsignedCount, "contiguous_remap: unsigned int count");
DMA_VERIFY_MUTANT(kLongCount, "contiguous_remap: size_t count, long ones refused");
DMA_VERIFY_MUTANT(kZeroed, "contiguous_remap: __GFP_ZERO");
DMA_VERIFY_MUTANT(kKmallocArray, "contiguous_remap: kmalloc_array and kvfree");
DMA_VERIFY_MUTANT(kKmallocKfree, "contiguous_remap: kmalloc_array and kfree");
DMA_VERIFY_MUTANT(kAlignedFirst, "contiguous_remap: size aligned first");
#undef DMA_VERIFY_MUTANT

// The changed loop; the right one for other mutants.
template <class M>
FilledInterval<M> filled(const Mutant &mutant, Page<M> page, typename M::UnsignedInt count) {
  using UnsignedInt = typename M::UnsignedInt;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const UnsignedInt one(1);
  const auto length_for = [](UnsignedInt end) { return loop_count<M>(end); };
  FilledInterval<M> filled =
      pages_in_order<M>(page, count, with(kByPointer) ? NextPage::by_pointer : NextPage::by_frame);
  const auto moved = [&](typename M::Word pages) {
    return Page<M>::of(page.frame + typename M::PageCount(pages));
  };
  if (with(kFillsOneLess)) {
    filled.length = length_for(count - one);
  } else if (with(kFillsOneMore)) {
    filled.length = length_for(count + one);
  } else if (with(kStartsAtOne)) {
    filled.start = one;
    filled.length =
        select(filled.length == UnsignedInt(0), UnsignedInt(0), UnsignedInt(filled.length - one));
    filled.base = moved(typename M::Word(1));
  } else if (with(kOneEntryBack)) {
    filled.start = UnsignedInt(0) - one;
  } else if (with(kSamePage)) {
    filled.stride = 0;
  } else if (with(kNextPage)) {
    filled.base = moved(typename M::Word(1));
  } else if (with(kEverySecond)) {
    filled.stride = 2;
  } else if (with(kReversed)) {
    filled.base = moved(resize<M::kWordBits>(count) - typename M::Word(1));
    filled.stride = -1;
  } else if (with(kNotFilled)) {
    filled.length = UnsignedInt(0);
  }
  return filled;
}
} // namespace of_contiguous_remap

template <class M>
Pointer<M> contiguous_remap(const Mutant &mutant, SimulatedKernel<M> &kernel, Page<M> page,
                            typename M::Bytes size, typename M::Word prot) {
  using namespace of_contiguous_remap;
  using Word = typename M::Word;
  using UnsignedInt = typename M::UnsignedInt;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const auto with_one_of = [&](std::initializer_list<const Mutant *> which) {
    bool found = false;
    for (const Mutant *one : which)
      found = found || one == &mutant;
    return found;
  };
  const unsigned shift = kernel.architecture().page_shift;
  if (with(kAlignedFirst))
    size = page_align<M>(size, shift);
  const Word all_pages = page_count<M>(size, shift).word;
  if (with(kLongCount) && all_pages >= Word(Uint128{1} << (M::kIntBits - 1)))
    return Pointer<M>::null();
  UnsignedInt count = resize<M::kIntBits>(all_pages);
  if (with_one_of({&kFloorCount, &kFloorPlusOne}))
    count = resize<M::kIntBits>(whole_pages<M>(size, shift).word);
  if (with_one_of({&kFloorPlusOne, &kCountPlusOne}))
    count = count + UnsignedInt(1);
  if (with(kOrderForCount))
    count = get_order<M>(size, shift);
  if (with(kZeroAsOne) && count == UnsignedInt(0))
    count = UnsignedInt(1);
  if (with(kEmptyFirst) && count == UnsignedInt(0))
    return Pointer<M>::null();

  Word entries = with(kUnsignedCount) ? resize<M::kWordBits>(count) : sign_extend<M>(count);
  if (with(kAsksForBytes))
    entries = size.word;
  if (with(kOneEntryMore))
    entries = entries + Word(1);
  if (with(kBytesOverflow))
    entries = ~Word(0);
  unsigned element_bytes = pointer_bytes<M>();
  if (with(kStructPages))
    element_bytes = 64;
  if (with(kHalfPointers))
    element_bytes /= 2;
  UnsignedInt gfp(kGfpKernel);
  if (with(kAtomic))
    gfp = UnsignedInt(0x820);
  if (with(kNowait))
    gfp = UnsignedInt(0x2800);
  if (with(kZeroed))
    gfp = UnsignedInt(kGfpKernel | kGfpZero);
  const auto from = with_one_of({&kKmallocArray, &kKmallocKfree}) ? ArrayAllocator::kmalloc
                                                                  : ArrayAllocator::kvmalloc;
  const Pointer<M> pages = kernel.allocate(from, entries, element_bytes, gfp);
  if (with(kBugOnNull) && pages.is_null)
    kernel.end(Completion::kernel_bug, "BUG_ON(!pages)");
  if (with(kNullTestInverted) ? !pages.is_null : pages.is_null && !with(kNoNullTest))
    return Pointer<M>::null();

  auto by =
      with_one_of({&kKfree, &kKmallocKfree}) ? ArrayAllocator::kmalloc : ArrayAllocator::kvmalloc;
  if (with(kVfree))
    by = ArrayAllocator::vmalloc;
  const auto fill = [&] { kernel.fill(pages, filled<M>(mutant, page, count)); };
  if (!with(kFilledLate))
    fill();
  if (with_one_of({&kReleasedFirst, &kFilledLate}))
    kernel.release(by, pages);
  if (with(kFilledLate))
    fill();

  UnsignedInt mapped = count;
  if (with(kMapsOneLess))
    mapped = count - UnsignedInt(1);
  if (with(kMapsOneMore))
    mapped = count + UnsignedInt(1);
  Word flags(kVmDmaCoherent);
  if (with(kVmMapFlag))
    flags = Word(kVmMap);
  if (with(kNoFlag))
    flags = Word(0);
  if (with(kPutPages))
    flags = Word(kVmDmaCoherent | kVmMapPutPages);
  const Word protection = with(kOtherProtection) ? Word(0x63) : prot;
  Pointer<M> vaddr = kernel.vmap(pages, mapped, flags, protection);
  if (with(kMappedTwice))
    vaddr = kernel.vmap(pages, mapped, flags, protection);
  for (std::size_t i = 0; with(kRetries) && vaddr.is_null && i <= kTraceCapacity<M>; ++i)
    vaddr = kernel.vmap(pages, mapped, flags, protection);

  if (with(kMappingReleased))
    kernel.release(by, vaddr);
  const bool released = with(kReleasedOnFailure) ? vaddr.is_null
                        : with(kReleasedOnSuccess)
                            ? !vaddr.is_null
                            : !with_one_of({&kNotReleased, &kReleasedFirst, &kFilledLate});
  if (released)
    kernel.release(by, pages);
  if (with(kReleasedTwice))
    kernel.release(by, pages);

  if (!vaddr.is_null && with_one_of({&kArrayInArea, &kCountInArea})) {
    Area<M> &area = kernel.at(kernel.find_vm_area(vaddr.address));
    if (with(kArrayInArea))
      area.pages = pages;
    else
      area.nr_pages = count;
  }
  if (with(kMappingRemoved) && !vaddr.is_null)
    kernel.vunmap(vaddr.address);
  if (with(kNullOnSuccess))
    return Pointer<M>::null();
  if (with(kErrorPointer) && vaddr.is_null)
    return Pointer<M>::to(typename M::VirtualAddress(Word(0) - Word(kEnomem)));
  return with(kArrayReturned) ? pages : vaddr;
}

} // namespace dma_verify::remap
