// SPDX-License-Identifier: GPL-2.0-only
// Bugs in how dma_common_alloc_pages maps pages, and gives them back where that fails.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kMappingBugs = {
    bug("release dropped on map failure", "error-unwind", {kUnwind, "return NULL;"}),
    bug("released twice", "error-unwind", {kUnwind, "dma_free_contiguous(dev, page, size); $&"}),
    bug("wrong allocator", "error-unwind",
        {kUnwind, "__free_pages(page, get_order(size)); return NULL;"}),
    bug("one page released", "error-unwind",
        {kUnwind, "dma_free_contiguous(dev, page, PAGE_SIZE); return NULL;"}),
    bug("failure returns the page", "", {kUnwind, "return page;"}),
    bug("released page returned", "",
        {kUnwind, "dma_free_contiguous(dev, page, size); return page;"}),
    bug("memset after the release", "error-unwind",
        {kUnwind, "dma_free_contiguous(dev, page, size); memset(page_address(page), 0, size); "
                  "return NULL;"}),
    bug("sentinel by not", "", {kFailed, "!*dma_handle"}),
    bug("sentinel not tested", "error-unwind", {kFailed, "0"}),
    bug("sentinel by sign", "", {kFailed, "(long)*dma_handle < 0"}),
    bug("one page mapped for the device", "round-trip",
        {kOpsMap, "ops->map_page(dev, page, 0, PAGE_SIZE, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("mapped at an offset", "round-trip",
        {kIommuMap, "iommu_dma_map_page(dev, page, 1, size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("direction dropped", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("skip-sync dropped, ops map", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, dir, 0)"}),
    bug("skip-sync dropped, iommu map", "attributes",
        {kIommuMap, "iommu_dma_map_page(dev, page, 0, size, dir, 0)"}),
    bug("ops read for an IOMMU device", "dispatch", {kMap, "if (!ops->map_page) return NULL; $&"}),
    bug("ops called for an IOMMU device (H5)", "dispatch", {kMap, "if (0) *dma_handle"}),
    bug("iommu called for every device", "dispatch", {kMap, "if (1) *dma_handle"}),
    bug("mapped from the second page", "round-trip",
        {kOpsMap, "ops->map_page(dev, page + 1, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("mapped bytes as int", "round-trip",
        {kOpsMap, "ops->map_page(dev, page, 0, (u32)size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("mapped the whole block", "round-trip",
        {kOpsMap,
         "ops->map_page(dev, page, 0, PAGE_SIZE << get_order(size), dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("mapping offset and size swapped", "round-trip",
        {kOpsMap, "ops->map_page(dev, page, size, 0, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("direction negated", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, !dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("direction narrowed", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, dir == DMA_BIDIRECTIONAL ? DMA_TO_DEVICE : "
                  "dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("another attribute", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, dir, DMA_ATTR_FORCE_CONTIGUOUS)"}),
    bug("attribute added", "attributes", {kOpsMap, "ops->map_page($1 | DMA_ATTR_WRITE_COMBINE)"}),
    bug("gfp for the attributes", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, dir, gfp)"}),
    bug("frame for the physical address", "round-trip",
        {kIommuMap,
         "iommu_dma_map_phys(dev, page_to_pfn(page), size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("virtual for the physical address", "round-trip",
        {kIommuMap, "iommu_dma_map_phys(dev, (unsigned long)page_address(page), size, dir, "
                    "DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("physical address shifted as int", "round-trip",
        {kIommuMap, "iommu_dma_map_phys(dev, (int)page_to_pfn(page) << PAGE_SHIFT, size, dir, "
                    "DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("dispatch inverted", "dispatch", {kMap, "if (!use_dma_iommu(dev)) *dma_handle"}),
    bug("mapped twice for the device", "round-trip",
        {"if (*dma_handle == DMA_MAPPING_ERROR)",
         "if (use_dma_iommu(dev)) *dma_handle = iommu_dma_map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC); $&"}),
    bug("handle lost", "round-trip",
        {"if (*dma_handle == DMA_MAPPING_ERROR)",
         "dma_addr_t handle = *dma_handle; *dma_handle = 0; if (handle == DMA_MAPPING_ERROR)"}),
    bug("handle as u32", "round-trip",
        {"if (*dma_handle == DMA_MAPPING_ERROR)",
         "if (*dma_handle != DMA_MAPPING_ERROR) *dma_handle = (u32)*dma_handle; $&"}),
    bug("sentinel inverted", "", {kFailed, "*dma_handle != DMA_MAPPING_ERROR"}),
    bug("sentinel by its pointer", "", {kFailed, "(unsigned long)dma_handle == DMA_MAPPING_ERROR"}),
    bug("sentinel or 0", "", {kFailed, "!*dma_handle || $&"}),
    bug("sentinel of 32 bits", "", {kFailed, "*dma_handle == (u32)DMA_MAPPING_ERROR"}),
    bug("sentinel for large sizes", "", {kFailed, "$& && size > PAGE_SIZE"}),
    bug("handles above 4 GiB refused", "", {kFailed, "*dma_handle > DMA_BIT_MASK(32)"}),
    bug("failed mapping unmapped", "error-unwind",
        {kUnwind, "if (use_dma_iommu(dev)) iommu_dma_unmap_page(dev, *dma_handle, size, dir, "
                  "DMA_ATTR_SKIP_CPU_SYNC); $&"}),
    bug("one page more released", "error-unwind",
        {kUnwind, "dma_free_contiguous(dev, page, size + PAGE_SIZE); return NULL;"}),
    bug("second page released", "error-unwind",
        {kUnwind, "dma_free_contiguous(dev, page + 1, size); return NULL;"}),
    bug("first page released", "error-unwind", {kUnwind, "__free_pages(page, 0); return NULL;"}),
    bug("released by its address", "error-unwind",
        {kUnwind, "free_pages((unsigned long)page_address(page), get_order(size)); return NULL;"}),
    bug("failure as an error pointer", "execution",
        {kUnwind, "dma_free_contiguous(dev, page, size); return ERR_PTR(-ENOMEM);"}),

    bug("iommu for more than a page", "dispatch",
        {kMap, "if (use_dma_iommu(dev) && size > PAGE_SIZE) *dma_handle"}),
    bug("handle rounded", "round-trip",
        {"size); return page; }", "size); *dma_handle &= PAGE_MASK; return page; }"}),
    bug("handle of a reader is physical", "round-trip",
        {"size); return page; }", "size); if (dir == DMA_TO_DEVICE) *dma_handle = "
                                  "page_to_phys(page); return page; }"}),
    bug("mapped less a byte", "round-trip",
        {kOpsMap, "ops->map_page(dev, page, 0, size - 1, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("direction widened", "attributes",
        {kOpsMap, "ops->map_page(dev, page, 0, size, dir == DMA_TO_DEVICE ? DMA_BIDIRECTIONAL : "
                  "dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    bug("mapping error above 0", "error-unwind",
        {kFailed, "dma_mapping_error(dev, *dma_handle) > 0"}),
    bug("not released behind an IOMMU", "error-unwind",
        {kUnwind, "if (!use_dma_iommu(dev)) dma_free_contiguous(dev, page, size); return NULL;"}),
    bug("contiguous block not released", "error-unwind", {kAsk, "$& bool area = page != NULL;"},
        {kUnwind, "if (!area) dma_free_contiguous(dev, page, size); return NULL;"}),
    bug("released half", "error-unwind",
        {kUnwind, "dma_free_contiguous(dev, page, size / 2); return NULL;"}),
    bug("released as pages", "error-unwind",
        {kUnwind, "dma_free_contiguous(dev, page, size >> PAGE_SHIFT); return NULL;"}),
    bug("handle moved and moved back", "round-trip",
        {"size); return page; }", "size); *dma_handle += PAGE_SIZE; return page; }"},
        {kUnmapCall, "ops->unmap_page(dev, dma_handle - PAGE_SIZE, size, dir, "
                     "DMA_ATTR_SKIP_CPU_SYNC);"}),
    bug("second page handed out and taken back", "round-trip",
        {"size); return page; }", "size); return page + 1; }"},
        {kFinalRelease, "dma_free_contiguous(dev, page - 1, size); }"}),
    bug("second mapping not stored", "round-trip",
        {kUnwind,
         "dma_addr_t again = use_dma_iommu(dev) ? iommu_dma_map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC) : ops->map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC); if (again != DMA_MAPPING_ERROR) return page; $&"}),
    bug("block taken again and not cleared", "initialisation",
        {kUnwind,
         "dma_free_contiguous(dev, page, size); page = alloc_pages_node(dev_to_node(dev), gfp, "
         "get_order(size)); if (!page) return NULL; if (use_dma_iommu(dev)) *dma_handle = "
         "iommu_dma_map_page(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC); else *dma_handle = "
         "ops->map_page(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC); if (*dma_handle != "
         "DMA_MAPPING_ERROR) return page; $&"}),
    bug("another block taken before the first is released", "error-unwind",
        {kUnwind,
         "page = alloc_pages_node(dev_to_node(dev), gfp, get_order(size)); if (!page) return NULL; "
         "$&"}),
    bug("sg table of two entries the second time", "page-range",
        {kTable, "$& if (ret) ret = sg_alloc_table(sgt, 2, GFP_KERNEL);"}),
    bug("direction by the bus limit", "attributes",
        {kMap, "if (dev->bus_dma_limit) dir = DMA_BIDIRECTIONAL; $&"}),
    bug("log changes the size", "error-unwind",
        {kUnwind, "dev_err(dev, \"mapping of %lu bytes failed\\n\", size -= PAGE_SIZE); $&"}),
};

} // namespace

std::span<const Edit> mapping_bugs() { return kMappingBugs; }

} // namespace dma_verify::acceptance::lists
