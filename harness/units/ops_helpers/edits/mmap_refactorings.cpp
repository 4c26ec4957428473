// SPDX-License-Identifier: GPL-2.0-only
// Refactorings of dma_common_mmap that change nothing: the file passes.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kMmapRefactorings = {
    harmless("pool only if there can be one",
             {kPool, "if (IS_ENABLED(CONFIG_DMA_DECLARE_COHERENT) && "
                     "dma_mmap_from_dev_coherent(dev, vma, cpu_addr, size, &ret)) return ret;"}),
    harmless("page looked up after the pool", {kLookUp, "struct page *page; int ret = -ENXIO;"},
             {kPool, "$& page = dma_common_vaddr_to_page(cpu_addr);"}),
    harmless("early returns",
             {kRefusal,
              "if (off >= count) return -ENXIO; if (user_count > count - off) return -ENXIO;"}),
    harmless("length from the VMA", {kBytes, "vma->vm_end - vma->vm_start"}),
    harmless("greater for greater or equal", {kCheck, "off > count || user_count > count - off"}),
    harmless("pool asked for whole pages", {kPoolArguments, "cpu_addr, PAGE_ALIGN(size), &ret"}),
    harmless("operands swapped", {kCheck, "user_count > count - off || off >= count"}),
    harmless("sum after the offset check", {kCheck, "off >= count || off + user_count > count"}),
    harmless("overflow-checked sum",
             {kCheck,
              "check_add_overflow(off, user_count, &user_count) || user_count > count || !count"},
             {kBytes, "vma->vm_end - vma->vm_start"}),
    harmless("count by division", {kCount, "DIV_ROUND_UP(size, PAGE_SIZE)"}),
    harmless("count by PFN_UP", {kCount, "PFN_UP(size)"}),
    harmless("offset reused", {kFrames, "page_to_pfn(page) + off"}),
    harmless("page moved", {kFrames, "page_to_pfn(page + vma->vm_pgoff)"}),
    harmless("unlikely", {kCheck, "unlikely(off >= count) || unlikely(user_count > count - off)"}),
    harmless("initial status", {"int ret = -ENXIO;", "int ret = 0;"}),
    harmless("read once", {kOffset, "off = READ_ONCE(vma->vm_pgoff)"}),
    harmless("cast of the address", {"return virt_to_page(cpu_addr)",
                                     "return pfn_to_page(page_to_pfn(virt_to_page(cpu_addr)))"}),
    harmless("checked twice",
             {"return remap_pfn_range", "if (WARN_ON_ONCE(off >= count)) return -ENXIO; $&"}),
    harmless(
        "look-up as a ternary",
        {"if (is_vmalloc_addr(cpu_addr)) return vmalloc_to_page(cpu_addr); return "
         "virt_to_page(cpu_addr);",
         "return is_vmalloc_addr(cpu_addr) ? vmalloc_to_page(cpu_addr) : virt_to_page(cpu_addr);"}),
    harmless("vmalloc unlikely", {kVmalloc, "if (unlikely(is_vmalloc_addr(cpu_addr)))"}),
    harmless("look-up inline", {"static struct page *dma_common_vaddr_to_page",
                                "static __always_inline struct page *dma_common_vaddr_to_page"}),
    harmless("check in a function of its own",
             {"int dma_common_mmap(",
              "static inline bool dma_common_in_bounds(unsigned long off, unsigned long n, "
              "unsigned long count) { return off < count && n <= count - off; }\n$&"},
             {"if (off >= count || user_count > count - off)",
              "if (!dma_common_in_bounds(off, user_count, count))"}),
    harmless("one exit of mmap", {kPool, "if (dma_mmap_from_dev_coherent($1)) goto out;"},
             {kRefusal, "if (off >= count || user_count > count - off) goto out;"},
             {kRemap, "ret = remap_pfn_range($1);out: return ret;"}),
    harmless("start read once", {"remap_pfn_range(vma, vma->vm_start",
                                 "remap_pfn_range(vma, READ_ONCE(vma->vm_start)"}),
    harmless("protection by a local",
             {kProtection, "pgprot_t prot = dma_pgprot($1); vma->vm_page_prot = prot;"},
             {"<< PAGE_SHIFT, vma->vm_page_prot", "<< PAGE_SHIFT, prot"}),
    harmless("bytes in a local",
             {kRemap,
              "size_t bytes = user_count << PAGE_SHIFT;return remap_pfn_range(vma, "
              "vma->vm_start, page_to_pfn(page) + vma->vm_pgoff, bytes, vma->vm_page_prot);"}),
    harmless("frame taken early", {kPool, "unsigned long pfn = page_to_pfn(page);$&"},
             {kFrames, "pfn + vma->vm_pgoff"}),
    harmless("counts in other types", {kLength, "u64 user_count = vma_pages(vma);"},
             {"unsigned long count = PAGE_ALIGN(size) >> PAGE_SHIFT;",
              "size_t count = PAGE_ALIGN(size) >> PAGE_SHIFT;"},
             {"unsigned long off = vma->vm_pgoff;", "pgoff_t off = vma->vm_pgoff;"}),
    harmless("length by hand",
             {kLength, "unsigned long user_count = (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;"}),
    harmless("status in a local",
             {kRemap, "ret = remap_pfn_range($1); if (ret) return ret; return 0;"}),
    harmless("count by a macro", {"unsigned long count = PAGE_ALIGN(size) >> PAGE_SHIFT;",
                                  "\n#define NR_PAGES(x) (PAGE_ALIGN(x) >> PAGE_SHIFT)\nunsigned "
                                  "long count = NR_PAGES(size);"}),
    harmless("CONFIG_MMU by IS_ENABLED",
             {"#ifdef CONFIG_MMU", "if (!IS_ENABLED(CONFIG_MMU)) return -ENXIO;\n#if 1\n"}),
    harmless("check as in 7.3",
             {"if (off >= count || user_count > count - off)",
              "unsigned long end = off + user_count; if (off >= count || end > count)"}),
    harmless("check of the last page",
             {"if (off >= count || user_count > count - off)",
              "if (off >= count || vma_last_pgoff(vma) >= count || vma_last_pgoff(vma) < off)"}),
    harmless("size aligned first",
             {"unsigned long count = PAGE_ALIGN(size) >> PAGE_SHIFT;",
              "unsigned long count = (size = PAGE_ALIGN(size)) >> PAGE_SHIFT;"}),
    harmless("lock asserted", {kProtection, "mmap_assert_write_locked(vma->vm_mm);$&"}),
    harmless("missing buffer refused", {kProtection, "if (!cpu_addr) return -EINVAL;$&"}),
    harmless("pool answer in a local",
             {kPool, "int claimed = dma_mmap_from_dev_coherent($1); if (claimed) return ret;"}),
    harmless("pool answer compared",
             {kPool, "if (dma_mmap_from_dev_coherent($1) == 1) return ret;"}),
    harmless("page looked up after the protection",
             {kLookUp, "struct page *page; int ret = -ENXIO;"},
             {kProtection, "$&page = dma_common_vaddr_to_page(cpu_addr);"}),
    harmless("page looked up twice",
             {kFrames, "page_to_pfn(dma_common_vaddr_to_page(cpu_addr)) + vma->vm_pgoff"}),
    harmless("look-up declared first",
             {"static struct page *dma_common_vaddr_to_page(void *cpu_addr)", "$&; $&"}),
    harmless("more includes", {"#include <linux/iommu-dma.h>",
                               "$&\n#include <linux/mm.h>\n#include <linux/highmem.h>\n#include "
                               "<linux/scatterlist.h>\n#include <linux/slab.h>\n#include "
                               "<asm/page.h>\n#include <linux/export.h>\n"}),
    harmless("locals renamed", {"user_count = vma_pages(vma)", "nr_pages = vma_pages(vma)"},
             {"if (off >= count || user_count > count - off)",
              "if (off >= count || nr_pages > count - off)"},
             {kBytes, "nr_pages << PAGE_SHIFT"}),
    harmless("checks nested",
             {"if (off >= count || user_count > count - off) return -ENXIO; return "
              "remap_pfn_range(vma, vma->vm_start, page_to_pfn(page) + vma->vm_pgoff, user_count "
              "<< PAGE_SHIFT, vma->vm_page_prot);",
              "if (off < count) if (user_count <= count - off) return remap_pfn_range(vma, "
              "vma->vm_start, page_to_pfn(page) + vma->vm_pgoff, user_count << PAGE_SHIFT, "
              "vma->vm_page_prot); return -ENXIO;"}),
    harmless("check by min", {"if (off >= count || user_count > count - off)",
                              "if (min(off, count) + user_count > count)"}),
    harmless(
        "check by overflow-checked difference",
        {"if (off >= count || user_count > count - off)",
         "unsigned long left; if (check_sub_overflow(count, off, &left) || user_count > left)"}),
    harmless("check by saturating sum", {"if (off >= count || user_count > count - off)",
                                         "if (size_add(off, user_count) > count)"}),
    harmless("check in 128 bits", {"if (off >= count || user_count > count - off)",
                                   "if ((unsigned __int128)off + user_count > count)"}),
    harmless("negative offsets refused first",
             {"if (off >= count || user_count > count - off)",
              "if ((long)off < 0 || off >= count || user_count > count - off)"}),
    harmless("flags of a mapping set first",
             {kProtection, "vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);$&"}),
    harmless("frame asked for", {kRemap, "if (!pfn_valid(page_to_pfn(page))) return -ENXIO;$&"}),
    harmless("refusal by the initial status",
             {kRefusal, "if (off >= count || user_count > count - off) return ret;"}),
    harmless("check turned around", {"if (off >= count || user_count > count - off)",
                                     "if (user_count > count || off > count - user_count)"}),
    harmless("lengths compared in bytes",
             {"if (off >= count || user_count > count - off)",
              "if (off >= count || (user_count << PAGE_SHIFT) > (count - off) << PAGE_SHIFT)"}),
    harmless("pool asked twice", {kPool, "$&$&"}),
    harmless("protection asked twice", {kProtection, "$&$&"}),

    harmless("what is left in bytes",
             {kCheck, "off >= count || user_count > PAGE_ALIGN(size - (off << PAGE_SHIFT)) >> "
                      "PAGE_SHIFT"}),
    harmless("status not initialised", {"int ret = -ENXIO;", "int ret;"}),
    harmless("offset by in_range",
             {kCheck, "!in_range(off, 0, count) || user_count > count - off"}),
    harmless("accesses told to sanitizers",
             {kProtection, "ASSERT_EXCLUSIVE_WRITER(vma->vm_page_prot); prefetchw(vma); $& "
                           "data_race(vma->vm_flags);"}),
    harmless("length less one", {kCheck, "off >= count || user_count - 1 >= count - off"}),
    harmless("mapped page by page, each looked up",
             {kRemap, "if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE) $& for "
                      "(unsigned long i = 0; i < user_count; i++) { ret = remap_pfn_range(vma, "
                      "vma->vm_start + (i << PAGE_SHIFT), "
                      "page_to_pfn(dma_common_vaddr_to_page(cpu_addr + ((off + i) << "
                      "PAGE_SHIFT))), PAGE_SIZE, vma->vm_page_prot); if (ret) return ret; } return "
                      "0;"}),
    harmless("mapped in chunks",
             {kRemap, "if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE) $& for "
                      "(unsigned long i = 0; i < user_count; i += 512) { ret = "
                      "remap_pfn_range(vma, vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + "
                      "off + i, min(user_count - i, 512UL) << PAGE_SHIFT, vma->vm_page_prot); if "
                      "(ret) return ret; } return 0;"}),
    harmless("mapped page by page backwards",
             {kRemap, "if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE) $& for "
                      "(unsigned long i = user_count; i-- > 0;) { ret = remap_pfn_range(vma, "
                      "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, PAGE_SIZE, "
                      "vma->vm_page_prot); if (ret) return ret; } return 0;"}),
    harmless("page looked up at the offset",
             {kRemap, "page = dma_common_vaddr_to_page(cpu_addr + (off << PAGE_SHIFT)); return "
                      "remap_pfn_range(vma, vma->vm_start, page_to_pfn(page), user_count << "
                      "PAGE_SHIFT, vma->vm_page_prot);"}),
    harmless("mapped again without memory", {kFrames, "page_to_pfn(page) + off"},
             {kRemap, "ret = remap_pfn_range($1); if (ret == -ENOMEM) ret = remap_pfn_range($1); "
                      "return ret;"}),
    harmless("mapped from the end",
             {"remap_pfn_range(vma, vma->vm_start",
              "remap_pfn_range(vma, vma->vm_end - (user_count << PAGE_SHIFT)"}),
    harmless("pool by #if IS_ENABLED",
             {kPool, "\n#if IS_ENABLED(CONFIG_DMA_DECLARE_COHERENT)\n$&\n#endif\n"}),
    harmless("offset kept from speculation",
             {kFrames, "page_to_pfn(page) + array_index_nospec(off, count)"}),
    harmless("debug print of the protection",
             {kProtection,
              "$& pr_debug(\"%s: %llx\\n\", __func__, (u64)pgprot_val(vma->vm_page_prot));"}),
    harmless("protection restored on failure",
             {kProtection, "pgprot_t old = vma->vm_page_prot; $&"},
             {kRefusal, "if (off >= count || user_count > count - off) { vma->vm_page_prot = old; "
                        "return -ENXIO; }"},
             {kRemap, "ret = remap_pfn_range($1); if (ret) vma->vm_page_prot = old; return ret;"}),
    harmless("bounds checked before the pool", {kRefusal, ""},
             {kPool, "if (off >= count || user_count > count - off) return -ENXIO; $&"}),
    harmless("bounds checked first", {kRefusal, ""},
             {kProtection, "if (off >= count || user_count > count - off) return -ENXIO; $&"}),
    harmless("vm_pgoff cleared while the pages are mapped",
             {kRemap, "vma->vm_pgoff = 0; ret = remap_pfn_range(vma, vma->vm_start, "
                      "page_to_pfn(page) + off, user_count << PAGE_SHIFT, vma->vm_page_prot); "
                      "vma->vm_pgoff = off; return ret;"}),
    harmless("types asserted", {kProtection, "BUILD_BUG_ON(!__same_type(vma->vm_pgoff, off)); $&"}),
    harmless("protection asked for each page",
             {kRemap, "if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE) $& for "
                      "(unsigned long i = 0; i < user_count; i++) { ret = remap_pfn_range(vma, "
                      "vma->vm_start + (i << PAGE_SHIFT), page_to_pfn(page) + off + i, PAGE_SIZE, "
                      "dma_pgprot(dev, vma->vm_page_prot, attrs)); if (ret) return ret; } return "
                      "0;"}),
};

} // namespace

std::span<const Edit> mmap_refactorings() { return kMmapRefactorings; }

} // namespace dma_verify::acceptance::lists
