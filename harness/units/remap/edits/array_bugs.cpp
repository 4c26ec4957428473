// SPDX-License-Identifier: GPL-2.0-only
// Bugs in dma_common_pages_remap.
#include "harness/units/remap/edits/lists.h"

namespace dma_verify::acceptance::remap_lists {
namespace {

using namespace place;

constexpr std::array kArrayBugs = {
    bug("array mapping rounded down", "count-bounds",
        {kMapArray, "vmap(pages, size >> PAGE_SHIFT, VM_DMA_COHERENT, prot)"}),
    bug("array mapping of 16 bits", "count-bounds",
        {kMapArray, "vmap(pages, (u16)(PAGE_ALIGN(size) >> PAGE_SHIFT), VM_DMA_COHERENT, prot)"}),
    bug("array mapping in bytes", "count-bounds",
        {kMapArray, "vmap(pages, PAGE_ALIGN(size), VM_DMA_COHERENT, prot)"}),
    bug("array mapped from its second entry", "page-range",
        {kMapArray, "vmap(pages + 1, PAGE_ALIGN(size) >> PAGE_SHIFT, VM_DMA_COHERENT, prot)"}),
    bug("array mapped with another flag", "attributes",
        {kMapArray, "vmap(pages, PAGE_ALIGN(size) >> PAGE_SHIFT, VM_MAP, prot)"}),
    bug("array mapped with another protection", "attributes",
        {kMapArray,
         "vmap(pages, PAGE_ALIGN(size) >> PAGE_SHIFT, VM_DMA_COHERENT, PAGE_KERNEL_NOCACHE)"}),
    bug("array not remembered", "ownership", {kRemember, ""}),
    bug("remembered from the second entry on", "ownership",
        {kRemember, "if (vaddr) find_vm_area(vaddr)->pages = pages + 1;"}),
    bug("number of pages remembered", "ownership",
        {kRemember,
         "$& if (vaddr) find_vm_area(vaddr)->nr_pages = PAGE_ALIGN(size) >> PAGE_SHIFT;"}),
    bug("remembered only if not mapped", "execution",
        {kRemember, "if (!vaddr) find_vm_area(vaddr)->pages = pages;"}),
    bug("remembered unasked", "execution", {kRemember, "find_vm_area(vaddr)->pages = pages;"}),
    bug("remembered where the array lies", "execution",
        {kRemember, "if (vaddr) find_vm_area(pages)->pages = pages;"}),
    bug("caller's array released", "ownership", {kRemember, "if (!vaddr) kvfree(pages); $&"}),
    bug("caller's array changed", "execution", {kRemember, "$& if (vaddr) pages[0] = NULL;"}),
    bug("array mapping without an answer", "error-unwind",
        {"= pages; return vaddr;", "= pages; return NULL;"}),
    bug("array mapping refused", "completeness",
        {"void *vaddr; vaddr = vmap",
         "void *vaddr; if (!size || size > SZ_1G) return NULL; vaddr = vmap"}),
    bug("only the first caller's array mapped", "completeness",
        {"void *vaddr; vaddr = vmap", "void *vaddr; static struct page **first; if (!first) first "
                                      "= pages; if (pages != first) return NULL; vaddr = vmap"}),
};

} // namespace

std::span<const Edit> array_bugs() { return kArrayBugs; }

} // namespace dma_verify::acceptance::remap_lists
