// SPDX-License-Identifier: GPL-2.0-only
// Bugs in dma_common_contiguous_remap.
#include "harness/units/remap/edits/lists.h"

namespace dma_verify::acceptance::remap_lists {
namespace {

using namespace place;

constexpr std::array kContiguousBugs = {
    bug("count rounded down", "count-bounds", {kCount, "int count = size >> PAGE_SHIFT;"}),
    bug("count one too many", "count-bounds",
        {kCount, "int count = (PAGE_ALIGN(size) >> PAGE_SHIFT) + 1;"}),
    bug("count one more than rounded down", "count-bounds",
        {kCount, "int count = (size >> PAGE_SHIFT) + 1;"}),
    bug("count of a power of two", "count-bounds", {kCount, "int count = 1 << get_order(size);"}),
    bug("count of 16 bits", "count-bounds",
        {kCount, "u16 count = PAGE_ALIGN(size) >> PAGE_SHIFT;"}),
    bug("count in pages of 4 KiB", "count-bounds", {kCount, "int count = PAGE_ALIGN(size) >> 12;"}),
    bug("one page for an empty buffer", "count-bounds",
        {kCount, "int count = max(PAGE_ALIGN(size) >> PAGE_SHIFT, 1UL);"}),
    bug("last page not mapped", "count-bounds",
        {kMapCount, "vmap(pages, count - (count > 1), VM_DMA_COHERENT, prot)"}),
    bug("half of the pages mapped", "count-bounds",
        {kMapCount, "vmap(pages, count / 2, VM_DMA_COHERENT, prot)"}),

    bug("loop one too far", "execution", {kLoop, "for (i = 0; i <= count; i++)"}),
    bug("loop one too short", "page-range", {kLoop, "for (i = 0; i < count - 1; i++)"}),
    bug("first entry left out", "page-range", {kLoop, "for (i = 1; i < count; i++)"}),
    bug("every second entry", "page-range", {kLoop, "for (i = 0; i < count; i += 2)"}),
    bug("index of 16 bits", "execution", {"int i;", "short i;"}),
    bug("pages from the second on", "page-range", {kNextPage, "nth_page(page, i + 1)"}),
    bug("the first page everywhere", "page-range", {kNextPage, "page"}),
    bug("every second page", "page-range", {kNextPage, "nth_page(page, i * 2)"}),
    bug("moved and counted", "page-range", {kNextPage, "nth_page(page++, i)"}),
    bug("pages in the other order", "page-range", {kNextPage, "nth_page(page, count - 1 - i)"}),
    bug("pages before the block", "ownership", {kNextPage, "nth_page(page, -i)"}),
    bug("page of a 16-bit index", "page-range", {kNextPage, "nth_page(page, (u16)i)"}),
    bug("entry before", "page-range", {kStore, "pages[i ? i - 1 : 0] = nth_page(page, i);"}),
    bug("entry behind", "execution", {kStore, "pages[i + 1] = nth_page(page, i);"}),
    bug("moved before the store", "page-range", {kStore, "{ page++; pages[i] = page; }"}),

    bug("array not released", "error-unwind", {kRelease, ""}),
    bug("array released twice", "error-unwind", {kRelease, "$& $&"}),
    bug("array kept if mapped", "error-unwind", {kRelease, "if (!vaddr) $&"}),
    bug("array kept if not mapped", "error-unwind", {kRelease, "if (vaddr) $&"}),
    bug("array of one page kept", "error-unwind", {kRelease, "if (count != 1) $&"}),
    bug("released before the mapping", "error-unwind",
        {kMapAndRelease, "kvfree(pages); vaddr = vmap(pages, count, $1);"}),
    bug("stored after the release", "error-unwind",
        {kRelease, "$& if (count > 0) pages[count - 1] = NULL;"}),
    bug("released as a kmalloc", "ownership", {kRelease, "kfree(pages);"}),
    bug("released as a vmalloc", "ownership", {kRelease, "vfree(pages);"}),
    bug("failed allocation not seen", "execution", {kNoMemory, ""}),
    bug("allocation taken for a failure", "completeness", {kNoMemory, "if (pages) return NULL;"}),
    bug("entries of struct page", "completeness",
        {kAllocation, "kvmalloc_array(count, sizeof(struct page), GFP_KERNEL)"}),
    bug("entries of 32 bits", "execution",
        {kAllocation, "kvmalloc_array(count, sizeof(u32), GFP_KERNEL)"}),
    bug("array without the last entry", "execution",
        {kAllocation, "kvmalloc_array(count - 1, sizeof(struct page *), GFP_KERNEL)"}),
    bug("memory without reclaim", "attributes",
        {kAllocation, "kvmalloc_array(count, sizeof(struct page *), GFP_ATOMIC)"}),
    bug("memory without waiting", "attributes",
        {kAllocation, "kvmalloc_array(count, sizeof(struct page *), GFP_NOWAIT)"}),

    bug("another flag", "attributes", {kMapCount, "vmap(pages, count, VM_MAP, prot)"}),
    bug("a second flag", "attributes",
        {kMapCount, "vmap(pages, count, VM_DMA_COHERENT | VM_USERMAP, prot)"}),
    bug("pages given to the area", "attributes",
        {kMapCount, "vmap(pages, count, VM_DMA_COHERENT | VM_MAP_PUT_PAGES, prot)"}),
    bug("another protection", "attributes",
        {kMapCount, "vmap(pages, count, VM_DMA_COHERENT, PAGE_KERNEL)"}),
    bug("array remembered", "ownership",
        {kRelease, "if (vaddr) find_vm_area(vaddr)->pages = pages; $&"}),
    bug("pages counted in the area", "ownership",
        {kRelease, "if (vaddr) find_vm_area(vaddr)->nr_pages = count; $&"}),
    bug("the array for an answer", "error-unwind",
        {kReleaseAndReturn, "kvfree(pages); return pages;"}),
    bug("mapping without an answer", "error-unwind",
        {kReleaseAndReturn, "kvfree(pages); return NULL;"}),
    bug("mapping removed again", "error-unwind", {kRelease, "$& vunmap(vaddr);"}),
    bug("mapped twice", "error-unwind", {kMapAndRelease, "vmap(pages, count, $1); $&"}),
    bug("only the first array used", "completeness",
        {kNoMemory, "static struct page **first; if (!first) first = pages; if (!pages || pages != "
                    "first) { kvfree(pages); return NULL; }"}),
};

} // namespace

std::span<const Edit> contiguous_bugs() { return kContiguousBugs; }

} // namespace dma_verify::acceptance::remap_lists
