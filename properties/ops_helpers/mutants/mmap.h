// SPDX-License-Identifier: GPL-2.0-only
// dma_common_mmap with one change: the model's text, with the wrong lines beside the right ones.
#pragma once

#include "model/kernel/neighbours/pfn_range.h"
#include "model/kernel/trace.h"
#include "model/ops_helpers/ops_helpers.h"
#include "properties/mutant.h"

namespace dma_verify::ops_helpers {

namespace of_mmap {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::mmap)
// The bounds check.
DMA_VERIFY_MUTANT(kAdditiveCheck, "off + user_count > count");
DMA_VERIFY_MUTANT(kLengthUnchecked, "length check dropped");
DMA_VERIFY_MUTANT(kOffsetUnchecked, "offset check dropped");
DMA_VERIFY_MUTANT(kUnchecked, "both checks dropped");
DMA_VERIFY_MUTANT(kAndForOr, "&& for ||");
DMA_VERIFY_MUTANT(kOffsetIgnored, "user_count > count");
DMA_VERIFY_MUTANT(kByteCheck, "sum of bytes");
DMA_VERIFY_MUTANT(kOffsetAsInt, "offset as unsigned int");
DMA_VERIFY_MUTANT(kLengthAsInt, "length as unsigned int");
DMA_VERIFY_MUTANT(kOnePastEnd, "one page past the end accepted");
DMA_VERIFY_MUTANT(kLastPageRefused, ">= for >");
DMA_VERIFY_MUTANT(kFloorCount, "page count rounded down");
DMA_VERIFY_MUTANT(kPoolTestInverted, "pool test inverted");
DMA_VERIFY_MUTANT(kWrongRefusal, "-EINVAL for -ENXIO");
DMA_VERIFY_MUTANT(kMappedThenChecked, "mapped before it is checked");
// What is mapped.
DMA_VERIFY_MUTANT(kNotMapped, "success without mapping");
DMA_VERIFY_MUTANT(kRemapErrorReplaced, "remap error replaced");
DMA_VERIFY_MUTANT(kRemapErrorSwallowed, "remap error swallowed");
DMA_VERIFY_MUTANT(kNoOffset, "vm_pgoff not added");
DMA_VERIFY_MUTANT(kOffsetTwice, "vm_pgoff added twice");
DMA_VERIFY_MUTANT(kOneByteLess, "length less one byte");
DMA_VERIFY_MUTANT(kLastPageUnmapped, "last page not mapped");
DMA_VERIFY_MUTANT(kFirstPageTwice, "first page mapped twice");
DMA_VERIFY_MUTANT(kMappedTwice, "all mapped twice");
DMA_VERIFY_MUTANT(kBeforeVma, "mapped from one page before the VMA");
DMA_VERIFY_MUTANT(kBehindVma, "mapped from the byte behind the VMA");
DMA_VERIFY_MUTANT(kBytesAsInt, "mapped bytes as unsigned int");
DMA_VERIFY_MUTANT(kVirtToPage, "virt_to_page for vmalloc");
DMA_VERIFY_MUTANT(kVmallocToPage, "vmalloc_to_page for linear");
DMA_VERIFY_MUTANT(kInTwoParts, "mapped in two parts");
// Protection.
DMA_VERIFY_MUTANT(kAttrsDropped, "dma_pgprot without attrs");
DMA_VERIFY_MUTANT(kPgprotNotAsked, "dma_pgprot dropped");
DMA_VERIFY_MUTANT(kAlwaysUncached, "uncached, whatever the device");
DMA_VERIFY_MUTANT(kPgprotAfterPool, "protection set after the pool");
DMA_VERIFY_MUTANT(kOldProtMapped, "mapped with the old protection");
DMA_VERIFY_MUTANT(kProtRestored, "old protection restored");
DMA_VERIFY_MUTANT(kOffsetOverwritten, "vm_pgoff overwritten");
DMA_VERIFY_MUTANT(kRangeShortened, "VMA shortened while it is mapped");
// The pool.
DMA_VERIFY_MUTANT(kPoolNotAsked, "pool not asked");
DMA_VERIFY_MUTANT(kPoolAskedLast, "pool asked last");
DMA_VERIFY_MUTANT(kPoolOtherSize, "pool asked for a page more");
DMA_VERIFY_MUTANT(kPoolOtherOffset, "pool asked with offset 0");
DMA_VERIFY_MUTANT(kPoolAnswerReplaced, "-ENXIO for the pool's answer");
DMA_VERIFY_MUTANT(kPoolAnswerIgnored, "pool's answer ignored");
// Without MMU, and the call as a whole.
DMA_VERIFY_MUTANT(kNoMmuOtherError, "-EINVAL without MMU");
DMA_VERIFY_MUTANT(kNoMmuPgprot, "protection set without MMU");
DMA_VERIFY_MUTANT(kEmptyRemap, "pages after the first mapped apart");
DMA_VERIFY_MUTANT(kEndless, "protection asked for ever");
DMA_VERIFY_MUTANT(kOutOfBoundsBug, "BUG_ON for the check");
// Harmless.
DMA_VERIFY_MUTANT(kPageAfterPool, "page looked up after the pool");
DMA_VERIFY_MUTANT(kGreater, "> for >= of the offset");
DMA_VERIFY_MUTANT(kSwapped, "operands swapped");
DMA_VERIFY_MUTANT(kSumAfterOffset, "sum after the offset check");
DMA_VERIFY_MUTANT(kCheckedSum, "sum checked for overflow");
DMA_VERIFY_MUTANT(kEarlyReturns, "early returns");
DMA_VERIFY_MUTANT(kCarefulCount, "page count without overflow");
DMA_VERIFY_MUTANT(kLengthOfVma, "length from the VMA");
DMA_VERIFY_MUTANT(kSharedPageByPage, "mapped page by page, unless copy-on-write");
DMA_VERIFY_MUTANT(kSizeAligned, "size aligned first");
DMA_VERIFY_MUTANT(kPgprotTwice, "dma_pgprot asked twice");
DMA_VERIFY_MUTANT(kEmptyRefused, "empty VMA refused first");
DMA_VERIFY_MUTANT(kCheckFirst, "bounds checked first");
DMA_VERIFY_MUTANT(kRefusedRestored, "old protection restored after a failure");
DMA_VERIFY_MUTANT(kOffsetRestored, "vm_pgoff cleared while the pages are mapped");
#undef DMA_VERIFY_MUTANT
} // namespace of_mmap

// Whether the check refuses the request.
template <class M>
bool refuses(const Mutant &mutant, typename M::PageCount off, typename M::PageCount user_count,
             typename M::PageCount count, unsigned page_shift) {
  using namespace of_mmap;
  using PageCount = typename M::PageCount;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const auto as_int = [](PageCount pages) {
    return PageCount(resize<M::kWordBits>(resize<M::kIntBits>(pages.word)));
  };
  const PageCount one(typename M::Word(1));
  if (with(kAdditiveCheck))
    return static_cast<bool>(off + user_count > count);
  if (with(kLengthUnchecked))
    return static_cast<bool>(off >= count);
  if (with(kOffsetUnchecked))
    return static_cast<bool>(user_count > count - off);
  if (with(kUnchecked) || with(kOutOfBoundsBug))
    return false;
  if (with(kAndForOr))
    return static_cast<bool>(off >= count && user_count > count - off);
  if (with(kOffsetIgnored))
    return static_cast<bool>(user_count > count);
  if (with(kByteCheck)) {
    return static_cast<bool>(pages_to_bytes<M>(off, page_shift) +
                                 pages_to_bytes<M>(user_count, page_shift) >
                             pages_to_bytes<M>(count, page_shift));
  }
  if (with(kOffsetAsInt))
    return static_cast<bool>(as_int(off) >= count || user_count > count - as_int(off));
  if (with(kLengthAsInt))
    return static_cast<bool>(off >= count || as_int(user_count) > count - off);
  if (with(kOnePastEnd))
    return static_cast<bool>(off >= count || user_count > count - off + one);
  if (with(kLastPageRefused))
    return static_cast<bool>(off >= count || user_count >= count - off);
  if (with(kGreater))
    return static_cast<bool>(off > count || user_count > count - off);
  if (with(kSwapped))
    return static_cast<bool>(user_count > count - off || off >= count);
  if (with(kSumAfterOffset))
    return static_cast<bool>(off >= count || off + user_count > count);
  if (with(kCheckedSum))
    return static_cast<bool>(off + user_count < off || off + user_count > count);
  return static_cast<bool>(off >= count || user_count > count - off);
}

template <class M, class K>
Page<M> looked_up_page(const Mutant &mutant, K &kernel, typename M::VirtualAddress cpu_addr) {
  if (&mutant == &of_mmap::kVirtToPage)
    return kernel.virt_to_page(cpu_addr);
  if (&mutant == &of_mmap::kVmallocToPage)
    return kernel.vmalloc_to_page(cpu_addr);
  return vaddr_to_page<M>(kernel, cpu_addr);
}

// The final remap_pfn_range, and what is done to its answer.
template <class M, class K>
int map_pages(const Mutant &mutant, K &kernel, Vma<M> &vma, Page<M> page,
              typename M::PageCount user_count, typename M::Word prot) {
  using namespace of_mmap;
  using Word = typename M::Word;
  using PageCount = typename M::PageCount;
  const unsigned shift = kernel.architecture().page_shift;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const PageCount one(Word(1));
  const auto page_bytes = page_size<M>(shift);
  const auto bytes = pages_to_bytes<M>(user_count, shift);
  const auto first = kernel.page_to_pfn(page) + vma.vm_pgoff;
  const auto remap = [&](auto address, auto frame, auto length) {
    return kernel.remap_pfn_range(vma, address, frame, length, prot);
  };
  if (with(kNotMapped))
    return 0;
  if (with(kOffsetRestored)) {
    const PageCount off = vma.vm_pgoff;
    vma.vm_pgoff = PageCount(Word(0));
    const int ret = remap(vma.vm_start, first, bytes);
    vma.vm_pgoff = off;
    return ret;
  }
  if (with(kRemapErrorReplaced))
    return remap(vma.vm_start, first, bytes) == 0 ? 0 : -kEnxio;
  if (with(kRemapErrorSwallowed)) {
    remap(vma.vm_start, first, bytes);
    return 0;
  }
  if (with(kNoOffset))
    return remap(vma.vm_start, kernel.page_to_pfn(page), bytes);
  if (with(kOffsetTwice))
    return remap(vma.vm_start, first + vma.vm_pgoff, bytes);
  if (with(kOneByteLess))
    return remap(vma.vm_start, first, bytes - typename M::Bytes(Word(1)));
  if (with(kLastPageUnmapped) && user_count > one)
    return remap(vma.vm_start, first, bytes - page_bytes);
  if (with(kFirstPageTwice) && user_count > one) {
    remap(vma.vm_start, first, bytes - page_bytes);
    return remap(vma.vm_start, first, page_bytes);
  }
  if (with(kMappedTwice)) {
    remap(vma.vm_start, first, bytes);
    return remap(vma.vm_start, first, bytes);
  }
  if (with(kBeforeVma)) {
    const typename M::VirtualAddress before(vma.vm_start.word - page_bytes.word);
    return remap(before, typename M::FrameNumber(first.word - Word(1)), bytes);
  }
  if (with(kBehindVma))
    return remap(typename M::VirtualAddress(vma.vm_end.word + Word(1)), first, bytes);
  if (with(kBytesAsInt)) {
    const auto as_int = resize<M::kWordBits>(resize<M::kIntBits>(bytes.word));
    return remap(vma.vm_start, first, typename M::Bytes(as_int));
  }
  if (with(kEmptyRemap)) {
    remap(vma.vm_start, first, page_bytes);
    return remap(vma.vm_start + page_bytes, first + one, bytes - page_bytes);
  }
  if (with(kLengthOfVma))
    return remap(vma.vm_start, first, bytes_between(vma.vm_start, vma.vm_end));
  if (with(kInTwoParts) && user_count > one) {
    const int ret = remap(vma.vm_start, first, page_bytes);
    return ret != 0 ? ret : remap(vma.vm_start + page_bytes, first + one, bytes - page_bytes);
  }
  if (with(kSharedPageByPage) && !pfn_range::is_copy_on_write<M>(vma) &&
      user_count <= PageCount(Word(100))) {
    int ret = 0;
    for (PageCount k(Word(0)); k < user_count && ret == 0; k = k + one)
      ret = remap(vma.vm_start + pages_to_bytes<M>(k, shift), first + k, page_bytes);
    return ret;
  }
  return remap(vma.vm_start, first, bytes);
}

template <class M, MmapServices<M> K>
int mmap(const Mutant &mutant, K &kernel, Vma<M> &vma, typename M::VirtualAddress cpu_addr,
         typename M::Bytes size, typename M::Word attrs) {
  using namespace of_mmap;
  using Word = typename M::Word;
  using PageCount = typename M::PageCount;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  if (!kernel.architecture().mmu) {
    if (with(kNoMmuPgprot))
      vma.vm_page_prot = kernel.dma_pgprot(vma.vm_page_prot, attrs);
    return with(kNoMmuOtherError) ? -kEinval : -kEnxio;
  }
  const unsigned page_shift = kernel.architecture().page_shift;
  const PageCount user_count = vma_pages<M>(vma.vm_start, vma.vm_end, page_shift);
  PageCount count = page_count<M>(size, page_shift);
  if (with(kFloorCount))
    count = whole_pages<M>(size, page_shift);
  if (with(kCarefulCount)) {
    const Word part = size.word & (page_size<M>(page_shift).word - Word(1));
    const Word one_more = select(part != Word(0), Word(1), Word(0));
    count = whole_pages<M>(size, page_shift) + PageCount(one_more);
  }
  const PageCount off = vma.vm_pgoff;
  const Word old_prot = vma.vm_page_prot;
  const int refusal = with(kWrongRefusal) ? -kEinval : -kEnxio;
  Page<M> page{};
  if (!with(kPageAfterPool))
    page = looked_up_page<M>(mutant, kernel, cpu_addr);
  int ret = -kEnxio;

  if (with(kEmptyRefused) && user_count == PageCount(Word(0)))
    return -kEinval;
  if (with(kCheckFirst) && refuses<M>(mutant, off, user_count, count, page_shift))
    return refusal;

  const auto set_prot = [&] {
    if (with(kAlwaysUncached)) {
      vma.vm_page_prot = vma.vm_page_prot | Word(0x10); // as x86 has it
      return;
    }
    vma.vm_page_prot = kernel.dma_pgprot(vma.vm_page_prot, with(kAttrsDropped) ? Word(0) : attrs);
  };
  if (!with(kPgprotNotAsked) && !with(kPgprotAfterPool))
    set_prot();
  if (with(kPgprotTwice))
    set_prot();

  if (with(kEndless)) {
    for (std::size_t i = 0; i <= kTraceCapacity<M>; ++i)
      kernel.dma_pgprot(vma.vm_page_prot, Word(i % 2)); // what is asked again counts once
  }
  if (!with(kPoolNotAsked) && !with(kPoolAskedLast)) {
    if (with(kPoolOtherOffset))
      vma.vm_pgoff = PageCount(Word(0));
    auto asked_size = size;
    if (with(kPoolOtherSize))
      asked_size = size + page_size<M>(page_shift);
    if (with(kSizeAligned))
      asked_size = page_align<M>(size, page_shift);
    const bool claims = kernel.dma_mmap_from_dev_coherent(vma, cpu_addr, asked_size, ret) != 0;
    vma.vm_pgoff = off;
    if (with(kPgprotAfterPool))
      set_prot();
    if (claims != with(kPoolTestInverted) && !with(kPoolAnswerIgnored))
      return with(kPoolAnswerReplaced) ? -kEnxio : ret;
  }
  if (with(kPageAfterPool))
    page = looked_up_page<M>(mutant, kernel, cpu_addr);

  const bool refused = refuses<M>(mutant, off, user_count, count, page_shift);
  if (with(kOutOfBoundsBug) && (off >= count || user_count > count - off))
    kernel.kernel_bug("BUG_ON");
  if (with(kEarlyReturns)) {
    if (off >= count)
      return -kEnxio;
    if (user_count > count - off)
      return -kEnxio;
  } else if (refused && !with(kMappedThenChecked)) {
    if (with(kRefusedRestored))
      vma.vm_page_prot = old_prot;
    return refusal;
  }

  const auto end = vma.vm_end;
  if (with(kRangeShortened))
    vma.vm_end = typename M::VirtualAddress(end.word - page_size<M>(page_shift).word);
  ret = map_pages<M>(mutant, kernel, vma, page, user_count,
                     with(kOldProtMapped) ? old_prot : vma.vm_page_prot);
  vma.vm_end = end;
  if (refused)
    return refusal;
  if (with(kProtRestored) || (with(kRefusedRestored) && ret != 0))
    vma.vm_page_prot = old_prot;
  if (with(kOffsetOverwritten))
    vma.vm_pgoff = PageCount(kernel.page_to_pfn(page).word);
  if (with(kPoolAskedLast) && kernel.dma_mmap_from_dev_coherent(vma, cpu_addr, size, ret) != 0)
    return ret;
  return ret;
}

} // namespace dma_verify::ops_helpers
