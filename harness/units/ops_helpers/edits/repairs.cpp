// SPDX-License-Identifier: GPL-2.0-only
// Repairs of weaknesses, which pass; and files that are not judged.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kRepairs = {
    edit(EditKind::repair, "cleared before the map", {kClear, ""},
         {kMap, "memset(page_address(page), 0, size); $&"}),
    edit(EditKind::repair, "high-memory guard",
         {kAsk, "$& if (page && PageHighMem(page)) { dma_free_contiguous(dev, page, size); page = "
                "NULL; }"}),
    edit(EditKind::repair, "long buffer refused",
         {kTable, "if (PAGE_ALIGN(size) > 0xffffffffUL) return -EINVAL; $&"}),
    edit(EditKind::repair, "page count of 32 bits refused",
         {kAsk, "if (size >> PAGE_SHIFT > U32_MAX) return NULL; $&"}),
    edit(EditKind::repair, "empty size refused", {kAsk, "if (!size) return NULL; $&"}),
    edit(EditKind::repair, "missing page refused", {kCheck, "!page || $&"}),
    edit(EditKind::repair, "empty VMA refused", {kCheck, "!user_count || $&"}),
    edit(EditKind::repair, "wrapping size refused",
         {"if (off >= count || user_count > count - off)",
          "if (size > SIZE_MAX - PAGE_SIZE + 1 || off >= count || user_count > count - off)"}),
    edit(EditKind::repair, "overflowing length refused",
         {kTable, "if (overflows_type(PAGE_ALIGN(size), unsigned int)) return -EINVAL;$&"}),
    edit(EditKind::repair, "length of 4 GiB refused",
         {kTable, "if (PAGE_ALIGN(size) >= SZ_4G) return -EINVAL;$&"}),

    edit(EditKind::repair, "unaligned buffer refused",
         {kTable, "if (!PAGE_ALIGNED(cpu_addr)) return -EINVAL; $&"}),
    edit(EditKind::repair, "unaligned buffer not mapped",
         {kProtection, "$& if (WARN_ON_ONCE(offset_in_page(cpu_addr))) return -EINVAL;"}),
};

constexpr std::array kNotJudged = {
    edit(EditKind::unmodelled, "unknown service", {kClear, "frobnicate_pages(page, size); $&"}),
    edit(EditKind::unmodelled, "unknown service of libc's name", {kClear, "sleep(1); $&"}),
    edit(EditKind::unusable, "syntax error", {kClear, "memset(page_address(page), 0, size"}),
    edit(EditKind::unusable, "value of a void function",
         {kClear, "page = dma_free_contiguous(dev, page, size); $&"}),
    edit(EditKind::unusable, "status of another type", {"int ret = -ENXIO;", "s64 ret = -ENXIO;"}),
    edit(EditKind::unusable, "operations of another release",
         {kOpsMap, "ops->map_phys(dev, page_to_phys(page), size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    edit(EditKind::unusable, "no result",
         {kUnwind, "dma_free_contiguous(dev, page, size); return;"}),
    edit(EditKind::unusable, "missing semicolon", {kClear, "size = size $&"}),
    edit(EditKind::unmodelled, "unknown type", {kClear, "struct frobnicator f; f.x = 1; $&"}),
    edit(EditKind::unmodelled, "unknown member",
         {kAsk, "page = NULL; if (dev->frob_area || size > PAGE_SIZE) $&"}),
    edit(EditKind::unmodelled, "unknown constant",
         {kRemap, "return frob_insert(vma, page_to_pfn(page)) == FROB_DONE ? 0 : -ENOMEM;"}),
    edit(EditKind::unmodelled, "unknown macro with a block",
         {kEntryAndReturn, "for_each_frob(sgt, page) { ret = 0; } return ret;"}),
    edit(EditKind::unmodelled, "unknown lock", {kIncludes, "$&\nstatic DEFINE_FROBLOCK(froblock);"},
         {kAsk, "frob_lock(&froblock); $&"}),
    edit(EditKind::unusable, "helper missing", {"dma_common_get_sgtable", "dma_common_get_table"}),
    edit(EditKind::unmodelled, "unknown protection",
         {kProtection, "vma->vm_page_prot = pgprot_dmacoherent(vma->vm_page_prot);"}),
    edit(EditKind::unmodelled, "exact pages, released as such",
         {kAskBuddy, "virt_to_page(alloc_pages_exact(size, gfp))"},
         {kFinalRelease, "free_pages_exact(page_address(page), size); }"}),
    edit(EditKind::unmodelled, "unknown synchronization",
         {kClear, "$& dma_sync_single_for_device(dev, *dma_handle, size, dir);"}),
    edit(EditKind::unmodelled, "unknown pointer",
         {kClear, "struct folio *folio = frobnicated_folio(page); $&"}),
    harmless(
        "trace point",
        {kClear,
         "$& trace_dma_alloc_pages(dev, page_to_virt(page), *dma_handle, size, dir, gfp, 0);"}),
    edit(EditKind::unmodelled, "different bytes set",
         {kClear, "$& memset64(page_address(page), 0x1234, 1);"}),
    edit(EditKind::unmodelled, "log of an unknown name",
         {kNoPage, "if (!page) { dev_err(dev, \"%lx\\n\", unknown_name); return NULL; }"}),
    edit(EditKind::unusable, "assertion that does not hold",
         {kProtection, "BUILD_BUG_ON(__same_type(vma->vm_pgoff, off)); $&"}),
};

} // namespace

std::span<const Edit> repairs() { return kRepairs; }
std::span<const Edit> not_judged() { return kNotJudged; }

} // namespace dma_verify::acceptance::lists
