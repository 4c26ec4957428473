// SPDX-License-Identifier: GPL-2.0-only
// Bugs in what dma_common_mmap maps, and how.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kMmapBugs = {
    bug("vm_pgoff not added", "page-range", {kFrames, "page_to_pfn(page)"}),
    bug("vm_pgoff added twice", "page-range", {kFrames, "$& + off"}),
    bug("length shifted as int", "", {kBytes, "(int)$&"}),
    bug("one page mapped", "page-range", {kBytes, "PAGE_SIZE"}),
    bug("whole buffer mapped", "page-range", {kBytes, "count << PAGE_SHIFT"}),
    bug("mapped one page late", "page-range",
        {"vma->vm_start, page_to_pfn", "vma->vm_start + PAGE_SIZE, page_to_pfn"}),
    bug("virt_to_page for vmalloc (H4)", "page-range",
        {"return vmalloc_to_page(cpu_addr)", "return virt_to_page(cpu_addr)"}),
    bug("remap error dropped", "", {"return remap_pfn_range", "return 0 * remap_pfn_range"}),
    bug("pool ignored", "pool", {kPool, "dma_mmap_from_dev_coherent($1);"}),
    bug("pool not asked", "pool", {kPool, ""}),
    bug("pool status lost", "pool", {"&ret)) return ret", "&ret)) return 0"}),
    bug("pool asked for nothing", "pool", {kPoolArguments, "cpu_addr, 0, &ret"}),
    bug("protection not set", "attributes", {kProtection, ""}),
    bug("uncached, whatever the device (H2)", "attributes",
        {kProtection, "vma->vm_page_prot = __pgprot(pgprot_val(vma->vm_page_prot) | 0x10);"}),
    bug("protection of uncached memory", "attributes",
        {kProtection, "vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);"}),
    bug("protection set late", "attributes", {kProtection, ""},
        {kCheck, "(vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, attrs), off >= count) || "
                 "user_count > count - off"}),
    bug("attrs not passed", "attributes", {"vma->vm_page_prot, attrs)", "vma->vm_page_prot, 0)"}),
    bug("vm_pgoff cleared", "attributes", {kPool, "vma->vm_pgoff = 0; $&"}),
    bug("offset subtracted", "page-range", {kFrames, "page_to_pfn(page) - vma->vm_pgoff"}),
    bug("offset or-ed", "page-range", {kFrames, "page_to_pfn(page) | vma->vm_pgoff"}),
    bug("offset truncated", "page-range", {kFrames, "page_to_pfn(page) + (u32)vma->vm_pgoff"}),
    bug("frame truncated", "page-range", {kFrames, "(u32)$&"}),
    bug("frame of the linear address", "page-range",
        {kFrames, "virt_to_pfn(cpu_addr) + vma->vm_pgoff"}),
    bug("frame of the bus address", "page-range",
        {kFrames, "(dma_addr >> PAGE_SHIFT) + vma->vm_pgoff"}),
    bug("frame one too far", "page-range", {kFrames, "$& + 1"}),
    bug("physical address for the frame", "page-range",
        {kFrames, "page_to_phys(page) + vma->vm_pgoff"}),
    bug("offset alone", "page-range", {kFrames, "vma->vm_pgoff"}),
    bug("mapped bytes without a page", "page-range", {kBytes, "(user_count - 1) << PAGE_SHIFT"}),
    bug("mapped bytes for 4 KiB", "page-range", {kBytes, "user_count << 12"}),
    bug("mapped pages for bytes", "", {kBytes, "user_count"}),
    bug("mapped the rest of the buffer", "page-range", {kBytes, "(count - off) << PAGE_SHIFT"}),
    bug("mapped the size", "page-range", {kBytes, "PAGE_ALIGN(size)"}),
    bug("mapped bytes as u32", "page-range", {kBytes, "(u32)($&)"}),
    bug("mapped at the end", "page-range",
        {"vma->vm_start, page_to_pfn", "vma->vm_end, page_to_pfn"}),
    bug("mapped at the offset", "page-range",
        {"vma->vm_start, page_to_pfn", "vma->vm_start + (off << PAGE_SHIFT), page_to_pfn"}),
    bug("mapped again after a failure", "error-unwind",
        {kRemap, "ret = remap_pfn_range($1); if (ret) ret = remap_pfn_range($1); return 0;"}),
    bug("mapped twice", "", {kRemap, "ret = remap_pfn_range($1); $&"}),
    bug("remap error replaced", "error-unwind",
        {kRemap, "return remap_pfn_range($1) ? -ENXIO : 0;"}),
    bug("remap error negated", "error-unwind", {kRemap, "return -remap_pfn_range($1);"}),
    bug("mapped page by page, a copy-on-write VMA too", "offset-bounds",
        {kRemap, "for (unsigned long i = 0; i < user_count; i++) { ret = remap_pfn_range(vma, "
                 "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, PAGE_SIZE, "
                 "vma->vm_page_prot); if (ret) return ret; } return 0;"}),
    bug("mapped page by page, the last status returned", "offset-bounds",
        {kRemap, "for (unsigned long i = 0; i < user_count; i++) ret = remap_pfn_range(vma, "
                 "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, PAGE_SIZE, "
                 "vma->vm_page_prot); return ret;"}),
    bug("mapped again from the offset that remap_pfn_range has overwritten", "page-range",
        {kRemap, "ret = remap_pfn_range($1); if (ret) ret = remap_pfn_range($1); return ret;"}),
    bug("copy-on-write refused", "offset-bounds",
        {kProtection, "$& if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE) "
                      "return -EINVAL;"}),
    bug("vmalloc test inverted", "page-range", {kVmalloc, "if (!is_vmalloc_addr(cpu_addr))"}),
    bug("vmalloc test of another address", "page-range",
        {kVmalloc, "if (is_vmalloc_addr(&cpu_addr))"}),
    bug("second page of a vmalloc buffer", "page-range",
        {"return vmalloc_to_page(cpu_addr)", "return vmalloc_to_page(cpu_addr + PAGE_SIZE)"}),
    bug("protection in a local only", "attributes",
        {kProtection, "pgprot_t prot = dma_pgprot($1);"},
        {"<< PAGE_SHIFT, vma->vm_page_prot", "<< PAGE_SHIFT, prot"}),
    bug("protection after the pool", "attributes", {kProtection, ""},
        {kPool, "$& vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, attrs);"}),
    bug("protection only with attrs", "attributes", {kProtection, "if (attrs) $&"}),
    bug("write combining forced", "attributes",
        {kProtection, "vma->vm_page_prot = dma_pgprot($1 | DMA_ATTR_WRITE_COMBINE);"}),
    bug("old protection mapped", "attributes",
        {kProtection, "pgprot_t old = vma->vm_page_prot; $&"},
        {"<< PAGE_SHIFT, vma->vm_page_prot", "<< PAGE_SHIFT, old"}),
    bug("flags added", "attributes", {kProtection, "vm_flags_set(vma, VM_WRITE); $&"}),
    bug("flags cleared", "attributes", {kProtection, "vm_flags_clear(vma, VM_MAYWRITE); $&"}),
    bug("vm_pgoff overwritten", "attributes",
        {kRemap, "vma->vm_pgoff = page_to_pfn(page) + off; return remap_pfn_range(vma, "
                 "vma->vm_start, vma->vm_pgoff, user_count << PAGE_SHIFT, vma->vm_page_prot);"}),
    bug("vm_private_data overwritten", "execution",
        {kProtection, "$& vma->vm_private_data = cpu_addr;"}),
    bug("pool claims refused (H1)", "pool",
        {kPool, "if (dma_mmap_from_dev_coherent($1)) return -ENXIO;"}),
    bug("pool test inverted", "pool",
        {kPool, "if (dma_mmap_from_dev_coherent($1) == 0) return ret;"}),
    bug("pool told by its status", "pool",
        {kPool, "dma_mmap_from_dev_coherent($1); if (!ret) return ret;"}),
    bug("pool errors fall through", "pool",
        {kPool, "if (dma_mmap_from_dev_coherent($1) && !ret) return ret;"}),
    bug("pool answers one", "pool", {kPool, "if (dma_mmap_from_dev_coherent($1)) return 1;"}),
    bug("pool asked for the VMA", "pool",
        {kPoolArguments, "cpu_addr, vma->vm_end - vma->vm_start, &ret"}),
    bug("pool asked after the mapping", "pool", {kPool, ""},
        {kRemap, "int mapped = remap_pfn_range($1); if (dma_mmap_from_dev_coherent(dev, vma, "
                 "cpu_addr, size, &ret)) return ret; return mapped;"}),
    bug("succeeds without an MMU", "page-range", {"#else return -ENXIO;", "#else\n return 0;\n"}),
    bug("protection without an MMU", "page-range",
        {"#else return -ENXIO;", "#else\n vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, "
                                 "attrs); return -ENXIO;\n"}),

    bug("shift cut to four bits", "page-range", {kBytes, "user_count << (PAGE_SHIFT & 15)"}),
    bug("offset added as int", "page-range", {kFrames, "page_to_pfn(page) + (int)vma->vm_pgoff"}),
    bug("look-up of an aligned address", "page-range",
        {"return vmalloc_to_page(cpu_addr)",
         "return vmalloc_to_page((void *)ALIGN_DOWN((unsigned long)cpu_addr, SZ_64K))"}),
    bug("bus address where contiguity is forced", "page-range",
        {kFrames, "(attrs & DMA_ATTR_FORCE_CONTIGUOUS ? dma_addr >> PAGE_SHIFT : "
                  "page_to_pfn(page)) + vma->vm_pgoff"}),
    bug("one remap error replaced", "error-unwind",
        {kRemap, "ret = remap_pfn_range($1); return ret == -EACCES ? -EPERM : ret;"}),
    bug("protection restored on success", "attributes",
        {kProtection, "pgprot_t old = vma->vm_page_prot; $&"},
        {kRemap, "ret = remap_pfn_range($1); if (!ret) vma->vm_page_prot = old; return ret;"}),
    bug("pool asked inside the bounds, others refused with another status", "error-unwind",
        {kPool, "if (off >= count || user_count > count - off) return -EINVAL; $&"}),
    bug("vm_end moved while the pages are mapped", "attributes",
        {kRemap, "vma->vm_end -= PAGE_SIZE; ret = remap_pfn_range($1); vma->vm_end += PAGE_SIZE; "
                 "return ret;"}),
    bug("attrs of eight bits", "attributes",
        {kProtection, "vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, (u8)attrs);"}),
    bug("protection of the last call", "attributes",
        {kProtection, "static pgprot_t last; static unsigned long of = ~0UL; if (attrs != of) { of "
                      "= attrs; last = dma_pgprot($1); } vma->vm_page_prot = last;"}),
    bug("coherent devices keep their protection", "attributes",
        {kProtection, "if (!dev->dma_coherent) $&"}),
    bug("flag added after success", "attributes",
        {kRemap, "ret = remap_pfn_range($1); if (!ret) vma->vm_flags |= 0x20000UL; return ret;"}),
    bug("vm_end moved while the pool is asked", "attributes",
        {kPool, "vma->vm_end -= PAGE_SIZE; int claimed = dma_mmap_from_dev_coherent($1); "
                "vma->vm_end += PAGE_SIZE; if (claimed) return ret;"}),
    bug("vm_pgoff moved while the pool is asked", "pool",
        {kPool, "vma->vm_pgoff = 0; int claimed = dma_mmap_from_dev_coherent($1); vma->vm_pgoff = "
                "off; if (claimed) return ret;"}),
    bug("shared while it is mapped", "attributes",
        {kRemap, "vm_flags_t flags = vma->vm_flags; vma->vm_flags |= VM_SHARED; ret = "
                 "remap_pfn_range($1); vma->vm_flags = flags; return ret;"}),
    bug("pool asked for less", "pool", {kPoolArguments, "cpu_addr, size - 1, &ret"}),
    bug("pool asked for what is left", "pool",
        {kPoolArguments, "cpu_addr, size - (off << PAGE_SHIFT), &ret"}),
    bug("pool asked for vmalloc addresses only", "pool",
        {kPool, "if (is_vmalloc_addr(cpu_addr)) $&"}),
    bug("pool refusal falls through", "pool",
        {kPool, "if (dma_mmap_from_dev_coherent($1) && ret != -ENXIO) return ret;"}),
    bug("loop without the last page", "page-range",
        {kRemap, "for (unsigned long i = 0; i < user_count - 1; i++) { ret = remap_pfn_range(vma, "
                 "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, PAGE_SIZE, "
                 "vma->vm_page_prot); if (ret) return ret; } return 0;"}),
    bug("loop that forgets errors", "error-unwind",
        {kRemap, "for (unsigned long i = 0; i < user_count; i++) remap_pfn_range(vma, "
                 "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, PAGE_SIZE, "
                 "vma->vm_page_prot); return 0;"}),
    bug("chunks with gaps", "page-range",
        {kRemap, "for (unsigned long i = 0; i < user_count; i += 512) { ret = remap_pfn_range(vma, "
                 "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, min(user_count - "
                 "i, 511UL) << PAGE_SHIFT, vma->vm_page_prot); if (ret) return ret; } return 0;"}),
    bug("second mapping of a buffer refused", "offset-bounds",
        {kRemap, "static void *last; if (last == cpu_addr) return -EBUSY; last = cpu_addr; $&"}),
    bug("look-up remembered", "sequence",
        {"return vmalloc_to_page(cpu_addr);",
         "{ static void *last; static struct page *page; if (cpu_addr != last) { last = cpu_addr; "
         "page = vmalloc_to_page(cpu_addr); } return page; }"}),
    bug("odd page of a middling length lost", "page-range",
        {kRemap, "if (user_count > 1024 && user_count < 16384) user_count &= ~1UL; $&"}),
    bug("large page rounded down", "page-range",
        {kRemap, "if (user_count >= 0x1000 && PAGE_SHIFT == 12) user_count &= ~511UL; $&"}),
    bug("only the first VMA mapped", "offset-bounds",
        {kProtection, "static struct vm_area_struct *first; if (!first) first = vma; if (vma != "
                      "first) return -EBUSY; $&"}),
    bug("protection asked for each page but the last one", "page-range",
        {kRemap, "for (unsigned long i = 0; i + (i > 99) < user_count; i++) { ret = "
                 "remap_pfn_range(vma, vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off "
                 "+ i, PAGE_SIZE, dma_pgprot(dev, vma->vm_page_prot, attrs)); if (ret) return ret; "
                 "} return 0;"}),
};

} // namespace

std::span<const Edit> mmap_bugs() { return kMmapBugs; }

} // namespace dma_verify::acceptance::lists
