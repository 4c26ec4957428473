// SPDX-License-Identifier: GPL-2.0-only
// Bugs in dma_common_get_sgtable.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kGetSgtableBugs = {
    bug("sg length not aligned", "page-range", {kEntry, "sg_set_page(sgt->sgl, page, size, 0)"}),
    bug("sg offset", "page-range", {kEntry, "sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), 1)"}),
    bug("sg page wrong", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page + 1, PAGE_ALIGN(size), 0)"}),
    bug("sg entry not set", "page-range", {kEntry, "(void)page"}),
    bug("sg two entries", "page-range", {kTable, "ret = sg_alloc_table(sgt, 2, GFP_KERNEL);"}),
    bug("sg error dropped", "error-unwind", {kTable, "$& if (ret) return 0;"}),
    bug("sg table leaked", "", {kTable, "$& if (!ret) return -EINVAL;"}),
    bug("sg atomic", "attributes", {kTable, "ret = sg_alloc_table(sgt, 1, GFP_ATOMIC);"}),
    bug("sg length and offset swapped", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, 0, PAGE_ALIGN(size))"}),
    bug("sg length of one page", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, PAGE_SIZE, 0)"}),
    bug("sg length of a power of two", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, PAGE_SIZE << get_order(size), 0)"}),
    bug("sg length rounded down", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, size & PAGE_MASK, 0)"}),
    bug("sg length for 4 KiB", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, ALIGN(size, 4096), 0)"}),
    bug("sg length one page more", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, (size / PAGE_SIZE + 1) * PAGE_SIZE, 0)"}),
    bug("sg length of size - 1", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, PAGE_ALIGN(size - 1), 0)"}),
    bug("sg page of the bus address", "page-range",
        {kEntry,
         "sg_set_page(sgt->sgl, pfn_to_page(dma_addr >> PAGE_SHIFT), PAGE_ALIGN(size), 0)"}),
    bug("sg page NULL", "page-range", {kEntry, "sg_set_page(sgt->sgl, NULL, PAGE_ALIGN(size), 0)"}),
    bug("sg table without reclaim", "attributes",
        {kTable, "ret = sg_alloc_table(sgt, 1, GFP_NOWAIT);"}),
    bug("sg table of none", "completeness", {kTable, "ret = sg_alloc_table(sgt, 0, GFP_KERNEL);"}),
    bug("sg test inverted", "", {kEntryAndReturn, "if (ret) sg_set_page($1); return ret;"}),
    bug("sg test dropped", "execution", {kEntryAndReturn, "sg_set_page($1); return ret;"}),
    bug("sg success is one", "completeness",
        {kEntryAndReturn, "if (!ret) sg_set_page($1); return ret ? ret : 1;"}),
    bug("sg error replaced", "error-unwind",
        {kEntryAndReturn, "if (!ret) sg_set_page($1); return ret ? -EINVAL : 0;"}),
    bug("sg table made twice", "error-unwind", {kTable, "$& $&"}),
    bug("sg table freed", "page-range",
        {kEntryAndReturn, "if (!ret) sg_set_page($1); sg_free_table(sgt); return ret;"}),
    bug("sg dma address set", "page-range", {kEntry, "sg_dma_address(sgt->sgl) = dma_addr, $&"}),
    bug("sg dma flags set", "execution", {kEntry, "sgt->sgl->dma_flags = 1, $&"}),
    bug("sg end mark lost", "page-range", {kEntry, "$&, sgt->sgl->page_link &= ~SG_END"}),
    bug("sg chained", "page-range", {kEntry, "$&, sgt->sgl->page_link |= SG_CHAIN"}),
    bug("sg counts left after a failure", "error-unwind",
        {kEntryAndReturn, "if (ret) sgt->nents = 1; else sg_set_page($1); return ret;"}),
    bug("sg buffer cleared", "attributes", {kEntry, "$&, memset(cpu_addr, 0, size)"}),
    bug("sg empty buffer refused", "completeness", {kTable, "if (!size) return -EINVAL; $&"}),
    bug("sg next entry", "execution",
        {kEntry, "sg_set_page(sgt->sgl + 1, page, PAGE_ALIGN(size), 0)"}),
    bug("sg page remembered", "page-range",
        {"struct page *page = dma_common_vaddr_to_page(cpu_addr); int ret;",
         "static struct page *page; int ret; if (!page) page = "
         "dma_common_vaddr_to_page(cpu_addr);"}),

    bug("sg length of 31 bits", "page-range",
        {kEntry, "sg_set_page(sgt->sgl, page, PAGE_ALIGN(size) & 0x7fffffff, 0)"}),
    bug("sg dma length set", "page-range", {kEntry, "$&, sgt->sgl->dma_length = PAGE_ALIGN(size)"}),
    bug("sg length overwritten", "page-range", {kEntry, "$&, sgt->sgl->length = size"}),
    bug("sg garbage after a failure", "error-unwind",
        {kEntryAndReturn,
         "if (!ret) sg_set_page($1); else memset(sgt, 0xff, sizeof(*sgt)); return ret;"}),
    bug("sg positive error", "error-unwind",
        {kEntryAndReturn, "if (!ret) sg_set_page($1); return -ret;"}),
    bug("sg table reused", "",
        {kTable, "ret = sgt->sgl ? 0 : sg_alloc_table(sgt, 1, GFP_KERNEL);"}),
    bug("sg empty buffer skipped", "page-range",
        {kEntryAndReturn, "if (!ret && size) sg_set_page($1); return ret;"}),
    bug("only the first table filled", "completeness",
        {kTable, "static struct sg_table *first; if (!first) first = sgt; if (sgt != first) return "
                 "-EBUSY; $&"}),
};

} // namespace

std::span<const Edit> get_sgtable_bugs() { return kGetSgtableBugs; }

} // namespace dma_verify::acceptance::lists
