// SPDX-License-Identifier: GPL-2.0-only
// Bugs by which a call does not return, or writes where it must not.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kExecutionBugs = {
    bug("endless loop", "execution", {kClear, "for (;;) ;"}),
    bug("endless recursion", "execution",
        {kPool, "return dma_common_mmap(dev, vma, cpu_addr, dma_addr, size, attrs);"}),
    bug("null write", "execution", {kEntry, "*(volatile int *)0 = 1"}),
    bug("page written", "execution", {kClear, "*(volatile char *)page_address(page) = 0;"}),
    bug("trap", "execution", {kEntry, "__builtin_trap()"}),
    bug("abort", "execution", {kEntry, "abort()"}),
    bug("kernel BUG", "execution", {kPool, "BUG_ON(off > count);"}),
    bug("write behind the handle", "execution", {kClear, "dma_handle[1] = 0; $&"}),
    bug("write before the VMA", "execution", {kProtection, "((unsigned long *)vma)[-1] = 1; $&"}),
    bug("another device", "execution",
        {kAsk, "page = dma_alloc_contiguous((struct device *)page, size, gfp);"}),
    bug("device written", "execution", {kAsk, "$& dev->coherent_dma_mask = 1;"}),
    bug("missing ops are a BUG", "execution", {kNoPage, "$& BUG_ON(!ops);"}),
    bug("frame of 16 KiB", "execution",
        {kClear,
         "char all[16384]; memset(all, dir, sizeof(all)); barrier(); READ_ONCE(all[dir]); $&"}),
    bug("refusal is a warning", "execution",
        {kRefusal, "if (WARN_ON_ONCE(off >= count || user_count > count - off)) return -ENXIO;"}),
    bug("failed mapping is a warning", "execution",
        {kFailed, "WARN(*dma_handle == DMA_MAPPING_ERROR, \"not mapped\\n\")"}),
    bug("sleeps whatever gfp is", "execution", {kAsk, "might_sleep(); $&"}),
    bug("allocates as a caller who may sleep", "execution", {kAsk, "might_alloc(GFP_KERNEL); $&"}),
    bug("sleeps between pages", "execution", {kClear, "$& cond_resched();"}),
    bug("free sleeps", "execution", {kUnmap, "might_sleep(); $&"}),
    bug("old temporary mapping", "execution",
        {kClear, "memset(kmap(page), 0, size); kunmap(page);"}),
    bug("temporary mapping is kept", "execution",
        {kClear, "memset(kmap_local_page(page), 0, size);"}),
    bug("pool without a result", "execution", {kPoolArguments, "cpu_addr, size, NULL"}),

};

} // namespace

std::span<const Edit> execution_bugs() { return kExecutionBugs; }

} // namespace dma_verify::acceptance::lists
