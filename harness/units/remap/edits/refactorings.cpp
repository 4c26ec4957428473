// SPDX-License-Identifier: GPL-2.0-only
// Harmless edits; and files that are not judged.
#include "harness/units/remap/edits/lists.h"

namespace dma_verify::acceptance::remap_lists {
namespace {

using namespace place;

constexpr std::array kRefactorings = {
    harmless("unsigned count", {kCount, "unsigned int count = PAGE_ALIGN(size) >> PAGE_SHIFT;"}),
    harmless("count by PFN_UP", {kCount, "int count = PFN_UP(size);"}),
    harmless("count by DIV_ROUND_UP", {kMapArray, "vmap(pages, DIV_ROUND_UP(size, PAGE_SIZE), "
                                                  "VM_DMA_COHERENT, prot)"}),
    harmless("index of a size", {"int i;", "size_t i;"},
             {kCount, "size_t count = PAGE_ALIGN(size) >> PAGE_SHIFT;"}),
    harmless("loop downwards", {kLoop, "for (i = count - 1; i >= 0; i--)"}),
    harmless("loop with while", {kLoop, "i = 0; while (i < count)"},
             {kStore, "{ pages[i] = nth_page(page, i); i++; }"}),
    harmless("loop over the array",
             {kLoop, "struct page **entry = pages; for (i = 0; i < count; i++)"},
             {kStore, "*entry++ = nth_page(page, i);"}),
    harmless("page from the one before",
             {kStore, "pages[i] = i ? nth_page(pages[i - 1], 1) : page;"}),
    harmless("frames counted", {kNextPage, "pfn_to_page(page_to_pfn(page) + i)"}),
    // The text of 6.12 becomes that of 6.18; in that of 6.1 it is an error.
    harmless("pointer moved, as from 6.18 on", {kFlagTest, "$&"}, {kNextPage, "page++"}),
    harmless("pointer added, as from 6.18 on", {kFlagTest, "$&"}, {kNextPage, "page + i"}),
    harmless("zeroed array", {kAllocation, "kvcalloc(count, sizeof(struct page *), GFP_KERNEL)"}),
    harmless("element named by the array",
             {kAllocation, "kvmalloc_array(count, sizeof(*pages), GFP_KERNEL)"}),
    harmless("array of objects", {kAllocation, "kvmalloc_objs(struct page *, count)"}),
    harmless("array of vmalloc", {kAllocation, "vmalloc_array(count, sizeof(*pages))"},
             {kRelease, "vfree(pages);"}),
    harmless("array of kmalloc", {kAllocation, "kmalloc_array(count, sizeof(*pages), GFP_KERNEL)"},
             {kRelease, "kfree(pages);"}),
    harmless("array without a warning",
             {kAllocation, "kvmalloc_array(count, sizeof(*pages), GFP_KERNEL | __GFP_NOWARN)"}),
    harmless("array of vmalloc, released by kvfree",
             {kAllocation, "vmalloc_array(count, sizeof(*pages))"}),
    harmless("nothing for an empty buffer", {"pages = kvmalloc", "if (!count) return NULL; $&"}),
    harmless("wrapping size refused",
             {"pages = kvmalloc", "if (size > PAGE_ALIGN_DOWN(SIZE_MAX)) return NULL; $&"}),
    harmless("negative count refused", {"pages = kvmalloc", "if (count < 0) return NULL; $&"}),
    harmless("one way out", {kNoMemory, "vaddr = NULL; if (!pages) goto out;"},
             {kReleaseAndReturn, "out: kvfree(pages); return vaddr;"}),
    harmless("released by its scope",
             {"struct page **pages; void *vaddr; int i;",
              "struct page **pages __free(kvfree) = NULL; void *vaddr; int i;"},
             {kReleaseAndReturn, "return vaddr;"}),
    harmless("nested instead of returned",
             {"if (!pages) return NULL; for", "vaddr = NULL; if (pages) { for"},
             {kRelease, "kvfree(pages); }"}),
    harmless("may sleep", {"pages = kvmalloc", "might_sleep(); $&"}),

    harmless("area in a variable",
             {kRemember, "if (vaddr) { struct vm_struct *area = find_vm_area(vaddr); area->pages = "
                         "pages; }"}),
    harmless("missing area told",
             {kRemember, "if (vaddr) { struct vm_struct *area = find_vm_area(vaddr);"
                         " if (!WARN_ON(!area)) area->pages = pages; }"}),
    harmless("no mapping returned first",
             {kRemember, "if (!vaddr) return NULL; find_vm_area(vaddr)->pages = pages;"}),
    harmless("array read", {kRemember, "if (vaddr && size && !pages[0]) BUG(); $&"}),
    harmless("find turned around",
             {"if (!area || ... return NULL;", "if (!area) return NULL; if ($1 return NULL;"}),
    harmless("array by the ternary", {kAnswer, "return area->pages ? area->pages : NULL;"}),
    harmless("free turned around", {"if (!area || ... { WARN(1, ...); return; } vunmap(cpu_addr);",
                                    "if (area && !($1) vunmap(cpu_addr); else WARN(1, $2);"}),
    harmless("warning of an answer", {kWarning, "if (WARN(1, $1)) return;"}),
    harmless("warning without words", {kWarning, "WARN_ON(1); return;"}),
    harmless("warning and a log", {kWarning, "WARN(1, $1); pr_err(\"nothing freed\\n\"); return;"}),
    harmless("unmapped by its first address", {kUnmap, "vunmap(area->addr);"}),
};

constexpr std::array kNotJudged = {
    edit(EditKind::unmodelled, "unknown service", {kRelease, "frobnicate(pages); $&"}),
    edit(EditKind::unmodelled, "array on the stack",
         {"vaddr = vmap(pages, count",
          "struct page *one = page; if (count == 1) vaddr = vmap(&one, 1, "
          "VM_DMA_COHERENT, prot); else $&"}),
    edit(EditKind::unmodelled, "mapping zeroed",
         {kRelease, "$& if (vaddr) memset(vaddr, 0, size);"}),
    edit(EditKind::unmodelled, "older unmapping",
         {kUnmap, "unmap_kernel_range((unsigned long)cpu_addr, PAGE_ALIGN(size)); $&"}),
    edit(EditKind::unusable, "helper missing", {"dma_common_free_remap", "dma_common_remap_free"}),
    edit(EditKind::unusable, "syntax error", {kRelease, "kvfree(pages"}),
    edit(EditKind::unmodelled, "unknown member", {kAnswer, "return area->page_array;"}),
};

} // namespace

std::span<const Edit> refactorings() { return kRefactorings; }
std::span<const Edit> not_judged() { return kNotJudged; }

} // namespace dma_verify::acceptance::remap_lists
