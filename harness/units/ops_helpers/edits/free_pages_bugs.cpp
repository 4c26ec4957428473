// SPDX-License-Identifier: GPL-2.0-only
// Bugs in dma_common_free_pages.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kFreePagesBugs = {
    bug("unmap dropped", "round-trip", {kOpsUnmap, ""}),
    bug("iommu unmap dropped", "round-trip", {kIommuUnmap, ";"}),
    bug("unmap not tested for", "", {kHasUnmap, "else"}),
    bug("ops called for an IOMMU device on free (H5)", "dispatch",
        {kUnmap, "if (0) iommu_dma_unmap"}),
    bug("release before unmap", "round-trip", {kUnmap, "dma_free_contiguous(dev, page, size); $&"},
        {"DMA_ATTR_SKIP_CPU_SYNC); dma_free_contiguous(dev, page, size); }",
         "DMA_ATTR_SKIP_CPU_SYNC); }"}),
    bug("release dropped", "round-trip", {kFinalRelease, "}"}),
    bug("one page freed", "round-trip",
        {kFinalRelease, "dma_free_contiguous(dev, page, PAGE_SIZE); }"}),
    bug("freed to the buddy allocator", "round-trip",
        {kFinalRelease, "__free_pages(page, get_order(size)); }"}),
    bug("skip-sync dropped, ops unmap", "attributes",
        {"ops->unmap_page(dev, dma_handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC)",
         "ops->unmap_page(dev, dma_handle, size, dir, 0)"}),
    bug("ops read for an IOMMU device on free", "dispatch",
        {kUnmap, "if (ops->unmap_page && use_dma_iommu(dev)) iommu_dma_unmap"}),
    bug("unmapped the next byte", "round-trip",
        {kUnmapCall, "ops->unmap_page(dev, dma_handle + 1, size, dir, DMA_ATTR_SKIP_CPU_SYNC);"}),
    bug("unmapped a u32", "round-trip",
        {kUnmapCall, "ops->unmap_page(dev, (u32)dma_handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC);"}),
    bug("one page unmapped", "round-trip",
        {kUnmapCall, "ops->unmap_page(dev, dma_handle, PAGE_SIZE, dir, DMA_ATTR_SKIP_CPU_SYNC);"}),
    bug("unmapped the physical address", "round-trip",
        {kUnmapCall,
         "ops->unmap_page(dev, page_to_phys(page), size, dir, DMA_ATTR_SKIP_CPU_SYNC);"}),
    bug("unmapped with another direction", "attributes",
        {kUnmapCall,
         "ops->unmap_page(dev, dma_handle, size, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);"}),
    bug("unmap with sync behind an IOMMU", "attributes",
        {kIommuUnmap, "iommu_dma_unmap_page(dev, dma_handle, size, dir, 0);"}),
    bug("unmap dispatch inverted", "dispatch",
        {kUnmap, "if (!use_dma_iommu(dev)) iommu_dma_unmap"}),
    bug("unmap by the map operation", "", {kHasUnmap, "else if (ops->map_page)"}),
    bug("handle 0 not unmapped", "round-trip",
        {kHasUnmap, "else if (dma_handle && ops->unmap_page)"}),
    bug("unmapped twice", "round-trip", {kUnmapCall, "{ $& $& }"}),
    bug("freed twice", "round-trip", {kFinalRelease, "dma_free_contiguous(dev, page, size); $&"}),
    bug("freed page by page", "round-trip",
        {kFinalRelease,
         "for (size_t i = 0; i < size >> PAGE_SHIFT; i++) __free_page(page + i); }"}),
    bug("freed from the second page", "round-trip",
        {kFinalRelease, "dma_free_contiguous(dev, page + 1, size); }"}),
    bug("freed size as int", "round-trip",
        {kFinalRelease, "dma_free_contiguous(dev, page, (u32)size); }"}),
    bug("cleared after the release", "round-trip",
        {"DMA_ATTR_SKIP_CPU_SYNC); dma_free_contiguous(dev, page, size); }",
         "DMA_ATTR_SKIP_CPU_SYNC); dma_free_contiguous(dev, page, size); "
         "memset(page_address(page), 0, size); }"}),
    bug("nothing freed behind an IOMMU", "round-trip", {kIommuUnmap, "{ $& return; }"}),
    bug("nothing freed for handle 0", "round-trip", {kUnmap, "if (!dma_handle) return; $&"}),

    bug("one page by __free_page", "round-trip",
        {kFinalRelease, "if (size > PAGE_SIZE) dma_free_contiguous(dev, page, size); else "
                        "__free_page(page); }"}),
    bug("not unmapped for a reader", "round-trip",
        {kHasUnmap, "else if (ops->unmap_page && dir != DMA_TO_DEVICE)"}),
    bug("high handles not unmapped", "round-trip",
        {kHasUnmap, "else if (ops->unmap_page && !(dma_handle >> 63))"}),
    bug("4 GiB not freed", "round-trip",
        {kFinalRelease, "if ((u32)size) dma_free_contiguous(dev, page, size); }"}),
    bug("freed for the order", "round-trip",
        {kFinalRelease, "dma_free_contiguous(dev, page, PAGE_SIZE << get_order(size)); }"}),
    bug("freed first behind an IOMMU", "round-trip",
        {kIommuUnmap, "{ dma_free_contiguous(dev, page, size); $& return; }"}),
    bug("first handle unmapped for all", "sequence",
        {kUnmapCall, "{ static dma_addr_t first; if (!first) first = dma_handle; "
                     "ops->unmap_page(dev, first, size, dir, DMA_ATTR_SKIP_CPU_SYNC); }"}),
    bug("one block held back", "sequence",
        {kFinalRelease, "static struct page *held; static size_t of; if (held) "
                        "dma_free_contiguous(dev, held, of); held = page; of = size; }"}),
    bug("only the blocks of the first device freed", "round-trip",
        {kFinalRelease, "static struct device *first; if (!first) first = dev; if (dev == first) "
                        "$&"}),
};

} // namespace

std::span<const Edit> free_pages_bugs() { return kFreePagesBugs; }

} // namespace dma_verify::acceptance::lists
