// SPDX-License-Identifier: GPL-2.0-only
// dma_common_get_sgtable with one change.
#pragma once

#include "model/kernel/trace.h"
#include "model/ops_helpers/ops_helpers.h"
#include "properties/mutant.h"

namespace dma_verify::ops_helpers {

namespace of_get_sgtable {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::get_sgtable)
// What the table describes.
DMA_VERIFY_MUTANT(kTwoEntries, "two entries");
DMA_VERIFY_MUTANT(kEndNotMarked, "end not marked");
DMA_VERIFY_MUTANT(kSecondPage, "second page");
DMA_VERIFY_MUTANT(kOffsetOne, "offset of one byte");
DMA_VERIFY_MUTANT(kNotAligned, "PAGE_ALIGN dropped");
DMA_VERIFY_MUTANT(kFloorLength, "length rounded down");
DMA_VERIFY_MUTANT(kEntryNotSet, "entry not set");
DMA_VERIFY_MUTANT(kDmaAddressSet, "dma_address set");
DMA_VERIFY_MUTANT(kVirtToPage, "virt_to_page for vmalloc of get_sgtable");
// How it is made.
DMA_VERIFY_MUTANT(kAtomic, "GFP_ATOMIC for the table");
DMA_VERIFY_MUTANT(kNoReclaim, "table asked for without reclaim");
DMA_VERIFY_MUTANT(kBufferCleared, "buffer cleared");
DMA_VERIFY_MUTANT(kErrorReplaced, "-EINVAL for -ENOMEM");
DMA_VERIFY_MUTANT(kErrorSwallowed, "sg_alloc_table error swallowed");
DMA_VERIFY_MUTANT(kLeaked, "table leaked");
DMA_VERIFY_MUTANT(kForgotten, "table forgotten");
DMA_VERIFY_MUTANT(kMadeTwice, "table made twice");
DMA_VERIFY_MUTANT(kCountsLeft, "entry count left after failure");
DMA_VERIFY_MUTANT(kRefused, "table freed and call refused");
DMA_VERIFY_MUTANT(kEndless, "sg_alloc_table asked for ever");
DMA_VERIFY_MUTANT(kBug, "BUG_ON of an empty buffer");
// Harmless.
DMA_VERIFY_MUTANT(kNoWarn, "__GFP_NOWARN for the table");
DMA_VERIFY_MUTANT(kNoReclaimFirst, "table asked for without reclaim first");
DMA_VERIFY_MUTANT(kUserTable, "GFP_USER for the table");
DMA_VERIFY_MUTANT(kPageAfterTable, "page looked up after the table");
DMA_VERIFY_MUTANT(kLengthOfCount, "length from the page count");
DMA_VERIFY_MUTANT(kLongRefused, "long buffer refused");
DMA_VERIFY_MUTANT(kFreedAfterFailure, "empty table freed after failure");
#undef DMA_VERIFY_MUTANT
} // namespace of_get_sgtable

// The entry's page, length and offset.
template <class M, class K>
void set_entry(const Mutant &mutant, K &kernel, SgTable<M> &table, Page<M> page,
               typename M::Bytes size) {
  using namespace of_get_sgtable;
  using UnsignedInt = typename M::UnsignedInt;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned shift = kernel.architecture().page_shift;
  auto length = page_align<M>(size, shift);
  if (with(kNotAligned))
    length = size;
  if (with(kFloorLength))
    length = pages_to_bytes<M>(whole_pages<M>(size, shift), shift);
  if (with(kLengthOfCount))
    length = pages_to_bytes<M>(page_count<M>(size, shift), shift);
  if (with(kSecondPage))
    page.frame = page.frame + typename M::PageCount(typename M::Word(1));
  kernel.sg_set_page(table, page, resize<M::kIntBits>(length.word),
                     UnsignedInt(with(kOffsetOne) ? 1 : 0));
}

template <class M, ScatterListServices<M> K>
int get_sgtable(const Mutant &mutant, K &kernel, SgTable<M> &table,
                typename M::VirtualAddress cpu_addr, typename M::BusAddress dma_addr,
                typename M::Bytes size) {
  using namespace of_get_sgtable;
  using UnsignedInt = typename M::UnsignedInt;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned page_shift = kernel.architecture().page_shift;
  const auto look_up = [&] {
    return with(kVirtToPage) ? kernel.virt_to_page(cpu_addr) : vaddr_to_page<M>(kernel, cpu_addr);
  };
  Page<M> page{};
  if (!with(kPageAfterTable))
    page = look_up();
  if (with(kLongRefused) && exact_page_count<M>(size, page_shift) << page_shift >
                                typename M::Wide((Uint128{1} << M::kIntBits) - 1)) {
    return -kEinval;
  }
  if (with(kBug) && size.word == Word(0))
    kernel.kernel_bug("BUG_ON");

  UnsignedInt gfp(with(kAtomic) ? 0x820 : kGfpKernel);
  if (with(kNoWarn))
    gfp = gfp | UnsignedInt(kGfpNowarn);
  if (with(kUserTable))
    gfp = gfp | UnsignedInt(kGfpHardwall);
  if (with(kNoReclaim) || with(kNoReclaimFirst))
    gfp = gfp & ~UnsignedInt(kGfpDirectReclaim | kGfpKswapdReclaim);
  int ret = kernel.sg_alloc_table(table, UnsignedInt(with(kTwoEntries) ? 2 : 1), gfp);
  if (with(kNoReclaimFirst) && ret != 0)
    ret = kernel.sg_alloc_table(table, UnsignedInt(1), UnsignedInt(kGfpKernel));
  if (with(kMadeTwice) && ret == 0)
    ret = kernel.sg_alloc_table(table, UnsignedInt(1), gfp);
  for (std::size_t i = 0; with(kEndless) && i <= kTraceCapacity<M>; ++i)
    ret = kernel.sg_alloc_table(table, UnsignedInt(1), gfp);
  if (ret != 0) {
    if (with(kCountsLeft))
      table.orig_nents = UnsignedInt(1);
    if (with(kFreedAfterFailure))
      kernel.sg_free_table(table);
    if (with(kErrorSwallowed))
      return 0;
    return with(kErrorReplaced) ? -kEinval : ret;
  }
  if (with(kLeaked))
    return -kEinval;
  if (with(kForgotten)) {
    table = {};
    return -kEinval;
  }
  if (with(kRefused)) {
    kernel.sg_free_table(table);
    return -kEnomem;
  }
  if (with(kPageAfterTable))
    page = look_up();
  if (!with(kEntryNotSet))
    set_entry<M>(mutant, kernel, table, page, size);
  if (with(kEndNotMarked))
    table.end_marked = false;
  if (with(kDmaAddressSet))
    table.dma_address = dma_addr;
  if (with(kBufferCleared))
    kernel.memset(cpu_addr, 0, size);
  return 0;
}

} // namespace dma_verify::ops_helpers
