// SPDX-License-Identifier: GPL-2.0-only
// dma_common_free_pages with one change.
#pragma once

#include "model/kernel/trace.h"
#include "model/ops_helpers/ops_helpers.h"
#include "properties/mutant.h"

namespace dma_verify::ops_helpers {

namespace of_free_pages {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::free_pages)
// The unmap.
DMA_VERIFY_MUTANT(kUnmapDropped, "unmap dropped");
DMA_VERIFY_MUTANT(kUnmappedTwice, "unmapped twice");
DMA_VERIFY_MUTANT(kOnePageUnmapped, "one page unmapped");
DMA_VERIFY_MUTANT(kOtherHandle, "handle 0 unmapped");
DMA_VERIFY_MUTANT(kReleaseFirst, "released before it is unmapped");
DMA_VERIFY_MUTANT(kOpsForIommu, "ops called for an IOMMU device on free");
DMA_VERIFY_MUTANT(kIommuForOps, "dma-iommu called for every device on free");
DMA_VERIFY_MUTANT(kMissingUnmap, "missing unmap called");
DMA_VERIFY_MUTANT(kOtherDirection, "direction changed on free");
DMA_VERIFY_MUTANT(kAttrsDropped, "DMA_ATTR_SKIP_CPU_SYNC dropped on free");
// The release.
DMA_VERIFY_MUTANT(kReleaseDropped, "release dropped");
DMA_VERIFY_MUTANT(kReleasedTwice, "released twice on free");
DMA_VERIFY_MUTANT(kSecondPage, "second page released");
DMA_VERIFY_MUTANT(kOnePage, "one page released on free");
DMA_VERIFY_MUTANT(kBuddyOnly, "__free_pages on free");
DMA_VERIFY_MUTANT(kClearedAfter, "cleared after the release");
DMA_VERIFY_MUTANT(kEndless, "unmapped for ever");
DMA_VERIFY_MUTANT(kBug, "BUG_ON of handle 0");
// Harmless.
DMA_VERIFY_MUTANT(kAlignedSize, "aligned size on free");
DMA_VERIFY_MUTANT(kClearedBefore, "cleared before the release");
#undef DMA_VERIFY_MUTANT
} // namespace of_free_pages

template <class M, PageServices<M> K>
void free_pages(const Mutant &mutant, K &kernel, typename M::Bytes size, Page<M> page,
                typename M::BusAddress dma_handle, Direction dir) {
  using namespace of_free_pages;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned page_shift = kernel.architecture().page_shift;
  const OpsTable ops = kernel.get_dma_ops();
  if (with(kAlignedSize))
    size = page_align<M>(size, page_shift);

  const auto unmap = [&] {
    const Word attrs(with(kAttrsDropped) ? 0 : kDmaAttrSkipCpuSync);
    const auto length = with(kOnePageUnmapped) ? page_size<M>(page_shift) : size;
    const auto handle = with(kOtherHandle) ? typename M::BusAddress{} : dma_handle;
    const Direction direction = with(kOtherDirection) ? Direction::bidirectional : dir;
    const bool iommu = kernel.use_dma_iommu();
    if ((iommu && !with(kOpsForIommu)) || with(kIommuForOps)) {
      kernel.iommu_dma_unmap_phys(handle, length, direction, attrs);
    } else if (ops.has_unmap || with(kOpsForIommu) || with(kMissingUnmap)) {
      kernel.ops_unmap_phys(ops, handle, length, direction, attrs);
    }
  };
  const auto release = [&] {
    if (with(kReleaseDropped))
      return;
    if (with(kBuddyOnly)) {
      kernel.free_pages(page, get_order<M>(size, page_shift));
      return;
    }
    Page<M> which = page;
    if (with(kSecondPage))
      which.frame = which.frame + typename M::PageCount(Word(1));
    kernel.dma_free_contiguous(which, with(kOnePage) ? page_size<M>(page_shift) : size);
  };

  if (with(kBug) && dma_handle == typename M::BusAddress{})
    kernel.kernel_bug("BUG_ON");
  if (with(kReleaseFirst))
    release();
  if (!with(kUnmapDropped))
    unmap();
  if (with(kUnmappedTwice))
    unmap();
  for (std::size_t i = 0; with(kEndless) && i <= kTraceCapacity<M>; ++i)
    unmap();
  if (with(kClearedBefore))
    kernel.memset(kernel.page_address(page), 0, size);
  if (!with(kReleaseFirst))
    release();
  if (with(kReleasedTwice))
    release();
  if (with(kClearedAfter))
    kernel.memset(kernel.page_address(page), 0, size);
}

} // namespace dma_verify::ops_helpers
