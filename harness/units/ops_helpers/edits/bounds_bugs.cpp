// SPDX-License-Identifier: GPL-2.0-only
// Bugs in the bounds check of dma_common_mmap.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kBoundsBugs = {
    bug("additive check", "offset-bounds", {kCheck, "off + user_count > count"}),
    bug("length check dropped", "offset-bounds", {kCheck, "off >= count"}),
    bug("offset check dropped", "offset-bounds", {kCheck, "user_count > count - off"}),
    bug("and for or", "offset-bounds", {kCheck, "off >= count && user_count > count - off"}),
    bug("no check", "offset-bounds", {kCheck, "0"}),
    bug("length one too many", "offset-bounds", {kCheck, "$& + 1"}),
    bug("length one too few", "offset-bounds",
        {kCheck, "off >= count || user_count >= count - off"}),
    bug("check in bytes", "offset-bounds",
        {kCheck, "(off << PAGE_SHIFT) + (user_count << PAGE_SHIFT) > PAGE_ALIGN(size)"}),
    bug("signed check", "offset-bounds",
        {kCheck, "(long)off >= (long)count || (long)user_count > (long)(count - off)"}),
    bug("count rounded down", "offset-bounds", {kCount, "size >> PAGE_SHIFT"}),
    bug("count one too many", "offset-bounds", {kCount, "(size >> PAGE_SHIFT) + 1"}),
    bug("count as int", "offset-bounds", {"unsigned long count", "unsigned int count"}),
    bug("length as int", "offset-bounds", {"unsigned long user_count", "unsigned int user_count"}),
    bug("offset as int", "offset-bounds", {"unsigned long off", "unsigned int off"}),
    bug("wrong error", "error-unwind",
        {"count - off) return -ENXIO", "count - off) return -EINVAL"}),
    bug("refusal reported as success", "", {"count - off) return -ENXIO", "count - off) return 0"}),
    bug("length compared with the whole buffer", "offset-bounds",
        {kCheck, "off >= count || user_count > count"}),
    bug("last page out of reach", "offset-bounds",
        {kCheck, "off >= count - 1 || user_count > count - off"}),
    bug("offset compared with the length", "offset-bounds",
        {kCheck, "off >= user_count || user_count > count - off"}),
    bug("offset compared with the bytes", "offset-bounds",
        {kCheck, "off >= size || user_count > count - off"}),
    bug("only equal offsets refused", "offset-bounds",
        {kCheck, "off == count || user_count > count - off"}),
    bug("length must fill the rest", "offset-bounds",
        {kCheck, "off >= count || user_count != count - off"}),
    bug("difference turned around", "offset-bounds",
        {kCheck, "off >= count || user_count > off - count"}),
    bug("difference as int", "offset-bounds", {kCheck, "(int)(count - off) < (int)user_count"}),
    bug("no offset no check", "offset-bounds", {kCheck, "off && ($&)"}),
    bug("empty buffer not checked", "offset-bounds", {kCheck, "count && ($&)"}),
    bug("offset compared as int", "offset-bounds",
        {kCheck, "(u32)off >= (u32)count || user_count > count - off"}),
    bug("length compared as int", "offset-bounds",
        {kCheck, "off >= count || (u32)user_count > count - off"}),
    bug("subtracted from the count", "offset-bounds", {kCheck, "off > count - user_count"}),
    bug("length against bytes left", "offset-bounds",
        {kCheck, "off >= count || vma->vm_end - vma->vm_start > size - (off << PAGE_SHIFT)"}),
    bug("exclusive or", "offset-bounds", {kCheck, "(off >= count) ^ (user_count > count - off)"}),
    bug("length without the last page", "page-range",
        {kLength, "unsigned long user_count = vma_pages(vma) - 1;"}),
    bug("length with one page more", "offset-bounds",
        {kLength, "unsigned long user_count = vma_pages(vma) + 1;"}),
    bug("length in pages of 4 KiB", "page-range",
        {kLength, "unsigned long user_count = (vma->vm_end - vma->vm_start) >> 12;"}),
    bug("end for the length", "offset-bounds",
        {kLength, "unsigned long user_count = vma->vm_end >> PAGE_SHIFT;"}),
    bug("count in pages of 4 KiB", "offset-bounds", {kCount, "PAGE_ALIGN(size) >> 12"}),
    bug("count of an int size", "offset-bounds", {kCount, "PAGE_ALIGN((u32)size) >> PAGE_SHIFT"}),
    bug("count of a power of two", "offset-bounds", {kCount, "1UL << get_order(size)"}),
    bug("count of size + 1", "offset-bounds", {kCount, "PAGE_ALIGN(size + 1) >> PAGE_SHIFT"}),
    bug("count of size - 1", "offset-bounds", {kCount, "PAGE_ALIGN(size - 1) >> PAGE_SHIFT"}),
    bug("count of an empty buffer wraps", "offset-bounds",
        {kCount, "((size - 1) >> PAGE_SHIFT) + 1"}),
    bug("count in bytes", "offset-bounds", {kCount, "PAGE_ALIGN(size)"}),
    bug("offset masked", "offset-bounds", {kOffset, "$& & 0xffffffff"}),
    bug("offset in bytes", "offset-bounds", {kOffset, "$& << PAGE_SHIFT"}),
    bug("offset of the address", "offset-bounds", {kOffset, "off = vma->vm_start >> PAGE_SHIFT"}),
    bug("offset forgotten", "offset-bounds", {kOffset, "off = 0"}),
    bug("length cut to what is left", "error-unwind",
        {kRefusal, "if (off >= count) return -ENXIO; user_count = min(user_count, count - off);"}),
    bug("checked after the mapping", "error-unwind", {kRefusal, ""},
        {kRemap, "ret = remap_pfn_range(vma, vma->vm_start, page_to_pfn(page) + off, user_count << "
                 "PAGE_SHIFT, vma->vm_page_prot); if (off >= count || user_count > count - off) "
                 "return -ENXIO; return ret;"}),
    bug("positive error", "error-unwind",
        {kRefusal, "if (off >= count || user_count > count - off) return ENXIO;"}),

    bug("count kept from the first call", "offset-bounds",
        {"unsigned long count = PAGE_ALIGN(size) >> PAGE_SHIFT;",
         "static unsigned long count; if (!count) count = PAGE_ALIGN(size) >> PAGE_SHIFT;"}),
    bug("offset compared one less", "offset-bounds",
        {kCheck, "off > count - 1 || user_count > count - off"}),
    bug("offset plus one compared", "offset-bounds",
        {kCheck, "off + 1 > count || user_count > count - off"}),
    bug("offset without its top bits", "offset-bounds",
        {kOffset, "off = vma->vm_pgoff & (ULONG_MAX >> PAGE_SHIFT)"}),
    bug("offset of all ones let through", "offset-bounds",
        {kCheck, "(off >= count && off != ULONG_MAX) || user_count > count - off"}),
    bug("offset and length or-ed", "offset-bounds", {kCheck, "(off | user_count) > count"}),
    bug("one page not checked", "offset-bounds",
        {kRefusal, "if (user_count > 1 && (off >= count || user_count > count - off)) return "
                   "-ENXIO;"}),
    bug("buffer of one page not checked", "offset-bounds",
        {kRefusal, "if (size != PAGE_SIZE && (off >= count || user_count > count - off)) return "
                   "-ENXIO;"}),
    bug("last part of a page out of reach", "offset-bounds",
        {kRefusal, "if (off && user_count == count - off && !PAGE_ALIGNED(size)) return -ENXIO; "
                   "$&"}),
    bug("rounded down where large", "offset-bounds",
        {kCount, "(size > SZ_4G ? size : PAGE_ALIGN(size)) >> PAGE_SHIFT"}),
    bug("count saturated", "offset-bounds",
        {kCount, "min(PAGE_ALIGN(size) >> PAGE_SHIFT, 0x7fffffffUL)"}),
    bug("checked only with a usual flag", "offset-bounds",
        {kRefusal, "if (!(vma->vm_flags & 0x10000000UL) && (off >= count || user_count > count - "
                   "off)) return -ENXIO;"}),
    bug("checked only without privilege", "offset-bounds",
        {kRefusal, "if (!(attrs & DMA_ATTR_PRIVILEGED) && (off >= count || user_count > count - "
                   "off)) return -ENXIO;"}),
    bug("flag of an architecture refused", "offset-bounds",
        {kRefusal, "if (vma->vm_flags & (1UL << 37)) return -EINVAL; $&"}),
    bug("coherent devices refused", "offset-bounds",
        {kRefusal, "if (dev->dma_coherent) return -EINVAL; $&"}),
    bug("rounded down, and added", "offset-bounds", {kCount, "size >> PAGE_SHIFT"},
        {kCheck, "off + user_count > count"}),
    bug("offset and count of 32 bits", "offset-bounds", {"unsigned long count", "u32 count"},
        {"unsigned long off", "u32 off"}),
    bug("additive check on 64 bits", "offset-bounds",
        {kRefusal, "\n#ifdef CONFIG_64BIT\nif (off + user_count > count) return -ENXIO;\n#else\n"
                   "$&\n#endif\n"}),
    bug("additive check in a kernel", "offset-bounds",
        {kRefusal, "\n#ifdef __KERNEL__\nif (off + user_count > count) return -ENXIO;\n#else\n"
                   "$&\n#endif\n"}),
    bug("check only without a bus limit", "offset-bounds", {kCheck, "!dev->bus_dma_limit && ($&)"}),
    bug("one offset not checked", "offset-bounds",
        {kCheck, "off != 0x4321 && (off >= count || user_count > count - off)"}),
};

} // namespace

std::span<const Edit> bounds_bugs() { return kBoundsBugs; }

} // namespace dma_verify::acceptance::lists
