// SPDX-License-Identifier: GPL-2.0-only
// dma_common_free_pages with one change.
#pragma once

#include "model/kernel/trace.h"
#include "model/ops_helpers/ops_helpers.h"
#include "properties/ops_helpers/mutants/defect.h"

namespace dma_verify::broken_models {

namespace free_defect {
#define DMA_VERIFY_DEFECT(name, id)                                                                \
  inline constexpr Defect name(id, ops_helpers::Helper::free_pages)
// The unmap.
DMA_VERIFY_DEFECT(kUnmapDropped, "unmap dropped");
DMA_VERIFY_DEFECT(kUnmappedTwice, "unmapped twice");
DMA_VERIFY_DEFECT(kOnePageUnmapped, "one page unmapped");
DMA_VERIFY_DEFECT(kOtherHandle, "handle 0 unmapped");
DMA_VERIFY_DEFECT(kReleaseFirst, "released before it is unmapped");
DMA_VERIFY_DEFECT(kOpsForIommu, "ops called for an IOMMU device on free");
DMA_VERIFY_DEFECT(kIommuForOps, "dma-iommu called for every device on free");
DMA_VERIFY_DEFECT(kMissingUnmap, "missing unmap called");
DMA_VERIFY_DEFECT(kOtherDirection, "direction changed on free");
DMA_VERIFY_DEFECT(kAttrsDropped, "DMA_ATTR_SKIP_CPU_SYNC dropped on free");
// The release.
DMA_VERIFY_DEFECT(kReleaseDropped, "release dropped");
DMA_VERIFY_DEFECT(kReleasedTwice, "released twice on free");
DMA_VERIFY_DEFECT(kSecondPage, "second page released");
DMA_VERIFY_DEFECT(kOnePage, "one page released on free");
DMA_VERIFY_DEFECT(kBuddyOnly, "__free_pages on free");
DMA_VERIFY_DEFECT(kClearedAfter, "cleared after the release");
DMA_VERIFY_DEFECT(kEndless, "unmapped for ever");
DMA_VERIFY_DEFECT(kBug, "BUG_ON of handle 0");
// Harmless.
DMA_VERIFY_DEFECT(kAlignedSize, "aligned size on free");
DMA_VERIFY_DEFECT(kClearedBefore, "cleared before the release");
#undef DMA_VERIFY_DEFECT
} // namespace free_defect

template <class M, PageServices<M> K>
void free_pages(const Defect &defect, K &kernel, typename M::Bytes size, Page<M> page,
                typename M::BusAddress dma_handle, Direction dir) {
  using namespace free_defect;
  using Word = typename M::Word;
  const auto with = [&](const Defect &which) { return &which == &defect; };
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
  for (std::size_t i = 0; with(kEndless) && i <= kTraceCapacity; ++i)
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

} // namespace dma_verify::broken_models
