// SPDX-License-Identifier: GPL-2.0-only
// The lists of edits of remap.c, and the places at which they are made.
#pragma once

#include "harness/develop/acceptance/edits.h"

namespace dma_verify::acceptance::remap_lists {

std::span<const Edit> contiguous_bugs();
std::span<const Edit> array_bugs();
std::span<const Edit> area_bugs();
std::span<const Edit> refactorings();
std::span<const Edit> not_judged();

// "..." stands for any text up to a semicolon.
namespace place {
inline constexpr std::string_view kCount = "int count = PAGE_ALIGN(size) >> PAGE_SHIFT;";
inline constexpr std::string_view kAllocation =
    "kvmalloc_array(count, sizeof(struct page *), GFP_KERNEL)";
inline constexpr std::string_view kNoMemory = "if (!pages) return NULL;";
inline constexpr std::string_view kLoop = "for (i = 0; i < count; i++)";
inline constexpr std::string_view kStore = "pages[i] = nth_page(page, i);";
inline constexpr std::string_view kNextPage = "nth_page(page, i)";
inline constexpr std::string_view kMapCount = "vmap(pages, count, VM_DMA_COHERENT, prot)";
inline constexpr std::string_view kRelease = "kvfree(pages);";
inline constexpr std::string_view kMapAndRelease =
    "vaddr = vmap(pages, count, ...); kvfree(pages);";
inline constexpr std::string_view kReleaseAndReturn = "kvfree(pages); return vaddr;";
inline constexpr std::string_view kMapArray =
    "vmap(pages, PAGE_ALIGN(size) >> PAGE_SHIFT, VM_DMA_COHERENT, prot)";
inline constexpr std::string_view kRemember = "if (vaddr) find_vm_area(vaddr)->pages = pages;";
// What stands for "..." ends with the parenthesis of the if.
inline constexpr std::string_view kFindRefusal = "if (!area || ... return NULL;";
inline constexpr std::string_view kFlagTest = "!(area->flags & VM_DMA_COHERENT)"; // not in 6.1
inline constexpr std::string_view kAnswer = "return area->pages;";
inline constexpr std::string_view kFreeRefusal = "if (!area || ... { WARN(1,";
inline constexpr std::string_view kWarning = "WARN(1, ...); return;";
inline constexpr std::string_view kUnmap = "vunmap(cpu_addr);";
} // namespace place

} // namespace dma_verify::acceptance::remap_lists
