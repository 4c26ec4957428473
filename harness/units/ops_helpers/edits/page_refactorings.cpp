// SPDX-License-Identifier: GPL-2.0-only
// Refactorings of the other helpers that change nothing: the file passes.
#include "harness/units/ops_helpers/edits/lists.h"

#include <array>

namespace dma_verify::acceptance::lists {
namespace {

using namespace place;

constexpr std::array kPageRefactorings = {
    harmless("header beside the file", {kIncludes, "$&\n#include \"frobnicator.h\""}),
    harmless("order of the aligned size", {"get_order(size)", "get_order(PAGE_ALIGN(size))"}),
    harmless("mapping error by its function", {kFailed, "dma_mapping_error(dev, *dma_handle)"}),
    // A handle is a multiple of 4 KiB, so that DMA_MAPPING_ERROR alone ends in so many ones.
    harmless("sentinel as int",
             {kFailed, "(unsigned int)*dma_handle == (unsigned int)DMA_MAPPING_ERROR"}),
    harmless("sentinel and its neighbour", {kFailed, "*dma_handle >= DMA_MAPPING_ERROR - 1"}),
    harmless("sentinel as an error pointer", {kFailed, "IS_ERR_VALUE(*dma_handle)"}),
    harmless("cleared page by page", {kClear, "for (size_t done = 0; done < size; done += "
                                              "PAGE_SIZE) clear_page(page_address(page) + done);"}),
    harmless("cleared by clear_highpage",
             {kClear, "for (size_t i = 0; i < size >> PAGE_SHIFT; i++) clear_highpage(page + i);"}),
    harmless("cleared as a folio", {kClear, "folio_zero_range(page_folio(page), 0, size);"}),
    harmless("cleared with preemption off", {kClear, "scoped_guard(preempt) { guard(rcu)(); $& }"}),
    harmless("own node by name",
             {"dev_to_node(dev)",
              "dev_to_node(dev) == NUMA_NO_NODE ? numa_mem_id() : dev_to_node(dev)"}),
    harmless("node with CONFIG_NUMA alone",
             {kAskBuddy, "\n#ifdef CONFIG_NUMA\n$&\n#else\nalloc_pages(gfp, get_order(size))\n"
                         "#endif\n"}),
    harmless("cleared to the page end",
             {kClear, "memset(page_address(page), 0, PAGE_ALIGN(size));"}),
    harmless("zero added to gfp",
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp | __GFP_ZERO, get_order(size))"}),
    harmless("aligned size released",
             {kUnwind, "dma_free_contiguous(dev, page, PAGE_ALIGN(size)); return NULL;"}),
    harmless("printed", {kUnwind, "dev_err(dev, \"mapping failed\\n\"); $&"}),
    harmless("running task printed", {kNoPage, "pr_info(\"%d\\n\", current->pid); $&"}),
    harmless("traced", {kNoPage, "$& trace_dma_alloc_pages(dev, page, size); "
                                 "if (trace_dma_alloc_pages_enabled()) lockdep_assert_nothing();"}),
    harmless("a device told apart by its name",
             {"struct page *dma_common_alloc_pages(",
              "static bool is_adsp(struct device *dev) { return strcmp(dev_name(dev), \"adsp\") == "
              "0; }\n$&"},
             {kNoPage, "if (is_adsp(dev)) dev_info(dev, \"the audio processor\\n\"); $&"}),
    harmless("contiguous area asked with attributes",
             {kAsk, "page = dma_alloc_contiguous(dev, size, gfp, 0);"}),
    harmless("missing page unlikely", {kNoPage, "if (unlikely(!page)) return NULL;"}),
    harmless("warning of an empty size", {kAsk, "WARN_ON_ONCE(!size);$&"}),
    harmless("direction checked",
             {kAsk, "if (WARN_ON_ONCE(!valid_dma_direction(dir))) return NULL;$&"}),
    harmless("ops looked up late",
             {"const struct dma_map_ops *ops = get_dma_ops(dev); struct page *page;",
              "const struct dma_map_ops *ops; struct page *page;"},
             {kMap, "ops = get_dma_ops(dev); $&"}),
    harmless("IOMMU asked early", {kAsk, "bool iommu = use_dma_iommu(dev);$&"},
             {kMap, "if (iommu) *dma_handle"}),
    harmless("node in a local", {kAsk, "int node = dev_to_node(dev);$&"},
             {kAskBuddy, "alloc_pages_node(node, gfp, get_order(size))"}),
    harmless("order in a local", {kAsk, "const unsigned int order = get_order(size);$&"},
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp, order)"}),
    harmless(
        "mapping in a function of its own",
        {"struct page *dma_common_alloc_pages(",
         "static dma_addr_t dma_common_map(struct device *dev, struct page *page, size_t size, "
         "enum dma_data_direction dir) { const unsigned long attrs = DMA_ATTR_SKIP_CPU_SYNC; if "
         "(use_dma_iommu(dev)) return iommu_dma_map_page(dev, page, 0, size, dir, attrs); return "
         "get_dma_ops(dev)->map_page(dev, page, 0, size, dir, attrs); }\n$&"},
        {"if (use_dma_iommu(dev)) *dma_handle = iommu_dma_map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC); else *dma_handle = ops->map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC);",
         "(void)ops; *dma_handle = dma_common_map(dev, page, size, dir);"}),
    harmless("handle in a local",
             {"if (use_dma_iommu(dev)) *dma_handle = iommu_dma_map_page(dev, page, 0, size, dir, "
              "DMA_ATTR_SKIP_CPU_SYNC); else *dma_handle = ops->map_page(dev, page, 0, size, dir, "
              "DMA_ATTR_SKIP_CPU_SYNC); if (*dma_handle == DMA_MAPPING_ERROR)",
              "dma_addr_t hd; if (use_dma_iommu(dev)) hd = iommu_dma_map_page(dev, page, 0, size, "
              "dir, DMA_ATTR_SKIP_CPU_SYNC); else hd = ops->map_page(dev, page, 0, size, dir, "
              "DMA_ATTR_SKIP_CPU_SYNC); if (hd == DMA_MAPPING_ERROR)"},
             {kClear, "*dma_handle = hd;$&"}),
    harmless("cleared by memzero_page", {kClear, "memzero_page(page, 0, size);"}),
    harmless("cleared by page_to_virt", {kClear, "memset(page_to_virt(page), 0, size);"}),
    harmless("cleared through a local mapping",
             {kClear, "void *va = kmap_local_page(page); memset(va, 0, size); kunmap_local(va);"}),
    harmless("cleared by clear_pages",
             {kClear, "clear_pages(page_address(page), size >> PAGE_SHIFT);"}),
    harmless("allocators in one expression",
             {kAskBoth, "page = dma_alloc_contiguous($1) ?: alloc_pages_node($2);"}),
    harmless("compared with NULL", {kNoPage, "if (page == NULL) return NULL;"}),
    harmless("cleared in chunks",
             {kClear, "for (size_t at = 0, n; at < size; at += n) { n = min(size - at, "
                      "(size_t)SZ_1M); memset(page_address(page) + at, 0, n); }"}),
    harmless("cleared backwards",
             {kClear, "if (size <= 4 * PAGE_SIZE) { for (size_t at = size; at; at -= PAGE_SIZE) "
                      "clear_page(page_address(page) + at - PAGE_SIZE); } else $&"}),
    harmless("might sleep", {kTable, "might_sleep();$&"}),
    harmless("sleeps if gfp allows it", {kAsk, "might_sleep_if(gfpflags_allow_blocking(gfp));$&"}),
    harmless("might allocate", {kAsk, "might_alloc(gfp);$&"}),
    harmless("BUG_ON of no device", {kAsk, "BUG_ON(!dev);$&"}),
    harmless("forbidden zones masked",
             {kAsk, "gfp &= ~(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM | __GFP_COMP);$&"}),
    harmless("no warnings", {kAsk, "gfp |= __GFP_NOWARN;$&"}),
    harmless("zeroing asked of both", {kAsk, "gfp |= __GFP_ZERO;$&"}),
    harmless(
        "cleared by the buddy allocator",
        {kAskBoth,
         "bool zeroed = false; page = dma_alloc_contiguous($1); if (!page) { page = "
         "alloc_pages_node(dev_to_node(dev), gfp | __GFP_ZERO, get_order(size)); zeroed = true; }"},
        {kClear, "if (!zeroed) $&"}),
    harmless("write barrier", {kClear, "$&dma_wmb();"}),
    harmless(
        "contiguous area only for those who can wait",
        {kAsk,
         "page = gfpflags_allow_blocking(gfp) ? dma_alloc_contiguous(dev, size, gfp) : NULL;"}),
    harmless("error label",
             {"if (*dma_handle == DMA_MAPPING_ERROR) { dma_free_contiguous(dev, page, size); "
              "return NULL; }",
              "if (*dma_handle == DMA_MAPPING_ERROR) goto err;"},
             {"size); return page; }",
              "size); return page; err: dma_free_contiguous(dev, page, size); return NULL; }"}),
    harmless("unmap in two tests",
             {"if (use_dma_iommu(dev)) iommu_dma_unmap_page(dev, dma_handle, size, dir, "
              "DMA_ATTR_SKIP_CPU_SYNC); else if (ops->unmap_page)",
              "if (use_dma_iommu(dev)) iommu_dma_unmap_page(dev, dma_handle, size, dir, "
              "DMA_ATTR_SKIP_CPU_SYNC); if (!use_dma_iommu(dev) && ops->unmap_page)"}),
    harmless("ops looked up late on free",
             {"const struct dma_map_ops *ops = get_dma_ops(dev); if (use",
              "const struct dma_map_ops *ops; if (use"},
             {kHasUnmap, "else if ((ops = get_dma_ops(dev))->unmap_page)"}),
    harmless("unmap by a pointer",
             {kHasUnmap, "else { void (*unmap)(struct device *, dma_addr_t, size_t, enum "
                         "dma_data_direction, unsigned long) = ops->unmap_page; if (unmap) "
                         "unmap(dev, dma_handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC); } if (0)"}),
    harmless("unmapped as in 6.18", {kIommuUnmap, "iommu_dma_unmap_phys($1);"}),
    harmless("sg early return",
             {kEntryAndReturn, "if (ret) return ret; sg_set_page($1); return 0;"}),
    harmless("sg in one expression", {kEntryAndReturn, "return ret ? ret : (sg_set_page($1), 0);"}),
    harmless("sg length cast",
             {kEntry, "sg_set_page(sgt->sgl, page, (unsigned int)PAGE_ALIGN(size), 0)"}),
    harmless(
        "sg page looked up late",
        {"struct page *page = dma_common_vaddr_to_page(cpu_addr); int ret; ret", "int ret; ret"},
        {kEntry, "sg_set_page(sgt->sgl, dma_common_vaddr_to_page(cpu_addr), PAGE_ALIGN(size), 0)"}),
    harmless("sg freed after a failure",
             {kEntryAndReturn,
              "if (ret) { sg_free_table(sgt); return ret; } sg_set_page($1); return 0;"}),
    harmless("sg length by round_up",
             {kEntry, "sg_set_page(sgt->sgl, page, round_up(size, PAGE_SIZE), 0)"}),
    harmless("attributes in a local",
             {kAsk, "const unsigned long attrs = DMA_ATTR_SKIP_CPU_SYNC;$&"},
             {kOpsMap, "ops->map_page(dev, page, 0, size, dir, attrs)"},
             {kIommuMap, "iommu_dma_map_page(dev, page, 0, size, dir, attrs)"}),
    harmless(
        "warnings printed",
        {"#include <linux/dma-map-ops.h>", "#define pr_fmt(fmt) \"dma: \" fmt\n$&"},
        {kUnwind, "pr_warn_ratelimited(\"no mapping\\n\"); dev_warn_once(dev, \"x %d\\n\", 3);$&"}),
    harmless("cleared in a block", {kClear, "do { $& } while (0);"}),
    harmless("high memory cleared by page",
             {kClear, "if (PageHighMem(page)) { for (size_t i = 0; i < size >> PAGE_SHIFT; i++) "
                      "clear_highpage(page + i); } else $&"}),
    harmless("size checked", {kAsk, "if (WARN_ON(!PAGE_ALIGNED(size))) return NULL;$&"}),
    harmless("mapped as in 6.18", {kAsk, "phys_addr_t phys;$&"},
             {kMap, "phys = page_to_phys(page); $&"},
             {kIommuMap, "iommu_dma_map_phys(dev, phys, size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}),
    harmless("sg table cleared first", {kTable, "memset(sgt, 0, sizeof(*sgt));$&"}),
    harmless("sg offset in the page",
             {kEntry, "sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), offset_in_page(cpu_addr))"}),
    harmless("sg entries in a loop",
             {kEntryAndReturn, "if (!ret) { struct scatterlist *s; int i; for_each_sgtable_sg(sgt, "
                               "s, i) sg_set_page(s, page, PAGE_ALIGN(size), 0); } return ret;"}),
    harmless("order of size - 1",
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp, get_order(size - 1))"}),
    harmless("ops tested on free", {kHasUnmap, "else if (ops && ops->unmap_page)"}),
    harmless("cleared before it is freed",
             {"DMA_ATTR_SKIP_CPU_SYNC); dma_free_contiguous(dev, page, size); }",
              "DMA_ATTR_SKIP_CPU_SYNC); memset(page_address(page), 0, size); "
              "dma_free_contiguous(dev, page, size); }"}),
    harmless("missing page on free",
             {"const struct dma_map_ops *ops = get_dma_ops(dev); if (use",
              "const struct dma_map_ops *ops = get_dma_ops(dev); if (!page) return; if (use"}),
    harmless("handle cleared after a failure",
             {"if (*dma_handle == DMA_MAPPING_ERROR) {", "$& *dma_handle = 0;"}),
    harmless("no warning of the contiguous area",
             {kAsk, "page = dma_alloc_contiguous(dev, size, gfp | __GFP_NOWARN);"}),

    harmless("handle cleared on entry", {kAsk, "*dma_handle = 0; $&"}),
    harmless("mapping tried again",
             {"if (*dma_handle == DMA_MAPPING_ERROR)",
              "if (*dma_handle == DMA_MAPPING_ERROR) { if (use_dma_iommu(dev)) *dma_handle = "
              "iommu_dma_map_page(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC); else "
              "*dma_handle = ops->map_page(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC); } "
              "$&"}),
    harmless(
        "block handed back and taken again",
        {kUnwind,
         "dma_free_contiguous(dev, page, size); page = alloc_pages_node(dev_to_node(dev), gfp, "
         "get_order(size)); if (!page) return NULL; "
         "if (use_dma_iommu(dev)) *dma_handle = iommu_dma_map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC); else *dma_handle = ops->map_page(dev, page, 0, size, dir, "
         "DMA_ATTR_SKIP_CPU_SYNC); if (*dma_handle == DMA_MAPPING_ERROR) { $& }"}),
    harmless("cleared in halves",
             {kClear, "memset(page_address(page), 0, size / 2); memset(page_address(page) + size / "
                      "2, 0, size - size / 2);"}),
    harmless("cleared before and after the map", {kMap, "memset(page_address(page), 0, size); $&"}),
    harmless("cleared backwards, page by page",
             {kClear, "for (size_t i = size >> PAGE_SHIFT; i-- > 0;) "
                      "clear_page(page_address(page + i));"}),
    harmless("allocators in a function of their own",
             {"struct page *dma_common_alloc_pages(",
              "static struct page *dma_common_block(struct device *dev, size_t size, gfp_t gfp) { "
              "struct page *page = dma_alloc_contiguous(dev, size, gfp); return page ? page : "
              "alloc_pages_node(dev_to_node(dev), gfp, get_order(size)); }\n$&"},
             {kAskBoth, "page = dma_common_block(dev, size, gfp);"}),
    harmless("absurd sizes refused", {kAsk, "if (size > SIZE_MAX / 2) return NULL; $&"}),
    harmless("any node by its own function",
             {kAskBuddy, "dev_to_node(dev) == NUMA_NO_NODE ? alloc_pages(gfp, get_order(size)) : "
                         "alloc_pages_node($1)"}),
    harmless("unmap jumps to the release",
             {kUnmap, "if (!use_dma_iommu(dev) && !ops->unmap_page) goto out; $&"},
             {kFinalRelease, "out: dma_free_contiguous(dev, page, size); }"}),
    harmless("sg entry by hand",
             {kEntry, "sg_init_table(sgt->sgl, 1), sg_assign_page(sgt->sgl, page), "
                      "sgt->sgl->length = PAGE_ALIGN(size)"}),
    harmless("sg table tried again",
             {kTable, "$& if (ret) ret = sg_alloc_table(sgt, 1, GFP_KERNEL);"}),
    harmless("IOMMU by IS_ENABLED",
             {kMap, "if (IS_ENABLED(CONFIG_IOMMU_DMA) && use_dma_iommu(dev)) *dma_handle"},
             {kUnmap, "if (IS_REACHABLE(CONFIG_IOMMU_DMA) && use_dma_iommu(dev)) iommu_dma_unmap"}),
    harmless("contiguous area by CONFIG_DMA_CMA",
             {kAsk, "page = NULL;\n#ifdef CONFIG_DMA_CMA\n$&\n#endif\n"}),
    harmless("released by its scope",
             {kIncludes, "$&\n#include <linux/cleanup.h>\n"
                         "struct block { struct device *dev; struct page *page; size_t size; };\n"
                         "DEFINE_FREE(block, struct block, if (_T.page) "
                         "dma_free_contiguous(_T.dev, _T.page, _T.size))\n"},
             {kNoPage, "$& struct block block __free(block) = {dev, page, size};"},
             {"dma_free_contiguous(dev, page, size); return NULL; } "
              "memset(page_address(page), 0, size);",
              "return NULL; } memset(page_address(page), 0, size); block.page = NULL;"}),
    harmless("handed out by return_ptr",
             {kIncludes, "$&\n#include <linux/cleanup.h>\n"
                         "DEFINE_FREE(keep, struct page *, if (_T) barrier())\n"},
             {kClear, "$& struct page *kept __free(keep) = page; return_ptr(kept);"}),
    harmless("cleared 16 MiB at a time",
             {kClear,
              "for (size_t at = 0; at < size; at += SZ_16M) memset(page_address(page) + at, "
              "0, min3(size - at, (size_t)SZ_16M, (size_t)SZ_8G));"}),
    harmless("cleared by memset64",
             {kClear, "memset64(page_address(page), 0, size / sizeof(u64));"}),
    harmless("pages counted",
             {kIncludes, "$&\nstatic atomic_long_t pages = ATOMIC_LONG_INIT(0);\n"},
             {kClear, "$& atomic_long_add(size >> PAGE_SHIFT, &pages);"},
             {kFinalRelease, "atomic_long_sub(size >> PAGE_SHIFT, &pages); $&"}),
    harmless("printed with arguments",
             {kUnwind, "dev_err_ratelimited(dev, \"%s: no mapping of %zu bytes, order %d\\n\", "
                       "__func__, size, get_order(size)); $&"}),
    harmless("warning with arguments",
             {kAsk, "WARN_ONCE(!size, KBUILD_MODNAME \": empty, of %s\\n\", dev_name(dev));$&"}),
    harmless("any node tried after the device's",
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp | __GFP_NOWARN, "
                         "get_order(size)); if (!page) page = alloc_pages(gfp, get_order(size))"}),
    harmless("device's node alone tried first",
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp | __GFP_THISNODE | "
                         "__GFP_NORETRY, get_order(size)); if (!page) page = "
                         "alloc_pages_node($1)"}),
    harmless("pages asked for without reclaim first",
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), (gfp & ~__GFP_RECLAIM) | "
                         "__GFP_NOWARN, get_order(size)); if (!page) page = "
                         "alloc_pages_node($1)"}),
    harmless("pages of the caller's cpuset",
             {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp | __GFP_HARDWALL, "
                         "get_order(size))"}),
    harmless("sg table of the user", {kTable, "ret = sg_alloc_table(sgt, 1, GFP_USER);"}),
    harmless("sg table without reclaim first",
             {kTable, "ret = sg_alloc_table(sgt, 1, GFP_NOWAIT); if (ret) $&"}),
    harmless("orders that no block has are not asked",
             {"if (!page) page = alloc_pages_node",
              "if (!page && get_order(size) <= MAX_PAGE_ORDER) page = alloc_pages_node"}),
    harmless("cleared word by word",
             {kClear, "for (u64 *at = page_address(page), *end = (void *)at + size; at < end; "
                      "at++) *at = 0;"}),
    harmless("cleared byte by byte, backwards",
             {kClear, "for (char *at = page_address(page) + size; at > (char "
                      "*)page_address(page);) *--at = 0;"}),
    harmless("first word stored, the rest by memset",
             {kClear, "if (size) { *(u64 *)page_address(page) = 0; memset(page_address(page) + 8, "
                      "0, size - 8); }"}),
    harmless("cleared and read again",
             {kClear, "$& if (size && *(volatile char *)page_address(page)) BUG();"}),
    harmless("cleared from both ends",
             {kClear, "size_t i, n = size >> PAGE_SHIFT; for (i = 0; i < n / 2; i++) { "
                      "clear_page(page_address(page + n - 1 - i)); clear_page(page_address(page + "
                      "i)); } if (n & 1) clear_page(page_address(page + i));"}),
    harmless("even pages cleared before the odd ones",
             {kClear, "size_t i, n = size >> PAGE_SHIFT; for (i = 0; i < n; i += 2) "
                      "clear_page(page_address(page + i)); for (i = 1; i < n; i += 2) "
                      "clear_page(page_address(page + i));"}),
};

} // namespace

std::span<const Edit> page_refactorings() { return kPageRefactorings; }

} // namespace dma_verify::acceptance::lists
