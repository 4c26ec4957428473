// SPDX-License-Identifier: GPL-2.0-only
// The lists of edits that edits() joins, and the places of the kernel's file at which they are
// made.
#pragma once

#include "harness/develop/acceptance/edits.h"

namespace dma_verify::acceptance::lists {

std::span<const Edit> bounds_bugs();
std::span<const Edit> mmap_bugs();
std::span<const Edit> get_sgtable_bugs();
std::span<const Edit> alloc_pages_bugs();
std::span<const Edit> mapping_bugs();
std::span<const Edit> free_pages_bugs();
std::span<const Edit> execution_bugs();
std::span<const Edit> mmap_refactorings();
std::span<const Edit> page_refactorings();
std::span<const Edit> repairs();
std::span<const Edit> not_judged();

// "..." stands for any text up to a semicolon.
namespace place {
inline constexpr std::string_view kIncludes = "#include <linux/iommu-dma.h>";
inline constexpr std::string_view kVmalloc = "if (is_vmalloc_addr(cpu_addr))";
inline constexpr std::string_view kTable = "ret = sg_alloc_table(sgt, 1, GFP_KERNEL);";
inline constexpr std::string_view kEntry = "sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), 0)";
inline constexpr std::string_view kEntryAndReturn = "if (!ret) sg_set_page(...); return ret;";
inline constexpr std::string_view kLength = "unsigned long user_count = vma_pages(vma);";
inline constexpr std::string_view kCount = "PAGE_ALIGN(size) >> PAGE_SHIFT";
inline constexpr std::string_view kOffset = "off = vma->vm_pgoff";
inline constexpr std::string_view kLookUp =
    "struct page *page = dma_common_vaddr_to_page(cpu_addr); int ret = -ENXIO;";
inline constexpr std::string_view kProtection = "vma->vm_page_prot = dma_pgprot(...);";
inline constexpr std::string_view kPool = "if (dma_mmap_from_dev_coherent(...)) return ret;";
inline constexpr std::string_view kPoolArguments = "cpu_addr, size, &ret";
inline constexpr std::string_view kCheck = "off >= count || user_count > count - off";
inline constexpr std::string_view kRefusal =
    "if (off >= count || user_count > count - off) return -ENXIO;";
inline constexpr std::string_view kFrames = "page_to_pfn(page) + vma->vm_pgoff";
inline constexpr std::string_view kBytes = "user_count << PAGE_SHIFT";
inline constexpr std::string_view kRemap = "return remap_pfn_range(...);";
inline constexpr std::string_view kAsk = "page = dma_alloc_contiguous(dev, size, gfp);";
inline constexpr std::string_view kAskBuddy = "alloc_pages_node(...)";
inline constexpr std::string_view kAskBoth =
    "page = dma_alloc_contiguous(...); if (!page) page = alloc_pages_node(...);";
inline constexpr std::string_view kNoPage = "if (!page) return NULL;";
inline constexpr std::string_view kMap = "if (use_dma_iommu(dev)) *dma_handle";
inline constexpr std::string_view kOpsMap = "ops->map_page(...)";
inline constexpr std::string_view kIommuMap = "iommu_dma_map_page(...)";
inline constexpr std::string_view kFailed = "*dma_handle == DMA_MAPPING_ERROR";
inline constexpr std::string_view kUnwind = "dma_free_contiguous(dev, page, size); return NULL;";
inline constexpr std::string_view kClear = "memset(page_address(page), 0, size);";
inline constexpr std::string_view kUnmap = "if (use_dma_iommu(dev)) iommu_dma_unmap";
inline constexpr std::string_view kIommuUnmap = "iommu_dma_unmap_page(...);";
inline constexpr std::string_view kOpsUnmap = "else if (ops->unmap_page) ops->unmap_page(...);";
inline constexpr std::string_view kUnmapCall = "ops->unmap_page(...);";
inline constexpr std::string_view kHasUnmap = "else if (ops->unmap_page)";
inline constexpr std::string_view kFinalRelease = "dma_free_contiguous(dev, page, size); }";
} // namespace place

} // namespace dma_verify::acceptance::lists
