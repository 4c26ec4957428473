// SPDX-License-Identifier: GPL-2.0-only
#include "harness/acceptance/edits.h"

#include <array>
#include <regex>

namespace dma_verify::acceptance {
namespace {

using enum EditKind;

constexpr std::string_view kCheck = R"(off >= count \|\| user_count > count - off)";
constexpr std::string_view kClear = R"(memset\(page_address\(page\), 0, size\);)";
constexpr std::string_view kUnwind = R"(dma_free_contiguous\(dev, page, size\); return NULL;)";
constexpr std::string_view kPool =
    R"(if \(dma_mmap_from_dev_coherent\(dev, vma, cpu_addr, size, &ret\)\) return ret;)";
constexpr std::string_view kProtection =
    R"(vma->vm_page_prot = dma_pgprot\(dev, vma->vm_page_prot, attrs\);)";
constexpr std::string_view kFrames = R"(page_to_pfn\(page\) \+ vma->vm_pgoff)";
constexpr std::string_view kOpsMap = R"(ops->map_page\(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC\))";
constexpr std::string_view kIommuMap =
    R"(iommu_dma_map_page\(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC\))";
constexpr std::string_view kOpsUnmap =
    R"(else if \(ops->unmap_page\) ops->unmap_page\(dev, dma_handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC\);)";
constexpr std::string_view kIommuUnmap =
    R"(iommu_dma_unmap_page\(dev, dma_handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC\);)";
constexpr std::string_view kFinalRelease = R"(dma_free_contiguous\(dev, page, size\); \})";
constexpr std::string_view kFailed = R"(\*dma_handle == DMA_MAPPING_ERROR)";
constexpr std::string_view kAsk = R"(page = dma_alloc_contiguous\(dev, size, gfp\);)";
constexpr std::string_view kAskBuddy =
    R"(alloc_pages_node\(dev_to_node\(dev\), gfp, get_order\(size\)\))";
constexpr std::string_view kTable = R"(ret = sg_alloc_table\(sgt, 1, GFP_KERNEL\);)";
constexpr std::string_view kEntry = R"(sg_set_page\(sgt->sgl, page, PAGE_ALIGN\(size\), 0\))";
constexpr std::string_view kLookUp = R"(struct page \*page = dma_common_vaddr_to_page\(cpu_addr\); int ret = -ENXIO;)";

constexpr std::array kEdits = {
    // The bounds check.
    Edit{"additive check", bug, "offset-bounds", {kCheck, "off + user_count > count"}},
    Edit{"length check dropped", bug, "offset-bounds", {kCheck, "off >= count"}},
    Edit{"offset check dropped", bug, "offset-bounds", {kCheck, "user_count > count - off"}},
    Edit{"and for or", bug, "offset-bounds", {kCheck, "off >= count && user_count > count - off"}},
    Edit{"no check", bug, "offset-bounds", {kCheck, "0"}},
    Edit{"length one too many", bug, "offset-bounds", {kCheck, "off >= count || user_count > count - off + 1"}},
    Edit{"length one too few", bug, "offset-bounds", {kCheck, "off >= count || user_count >= count - off"}},
    Edit{"check in bytes", bug, "offset-bounds", {kCheck, "(off << PAGE_SHIFT) + (user_count << PAGE_SHIFT) > PAGE_ALIGN(size)"}},
    Edit{"signed check", bug, "offset-bounds", {kCheck, "(long)off >= (long)count || (long)user_count > (long)(count - off)"}},
    Edit{"count rounded down", bug, "offset-bounds", {R"(PAGE_ALIGN\(size\) >> PAGE_SHIFT)", "size >> PAGE_SHIFT"}},
    Edit{"count one too many", bug, "offset-bounds", {R"(PAGE_ALIGN\(size\) >> PAGE_SHIFT)", "(size >> PAGE_SHIFT) + 1"}},
    Edit{"count as int", bug, "offset-bounds", {R"(unsigned long count)", "unsigned int count"}},
    Edit{"length as int", bug, "offset-bounds", {R"(unsigned long user_count)", "unsigned int user_count"}},
    Edit{"offset as int", bug, "offset-bounds", {R"(unsigned long off)", "unsigned int off"}},
    Edit{"wrong error", bug, "error-unwind", {R"(count - off\) return -ENXIO)", "count - off) return -EINVAL"}},
    Edit{"refusal reported as success", bug, "", {R"(count - off\) return -ENXIO)", "count - off) return 0"}},
    // What is mapped.
    Edit{"vm_pgoff not added", bug, "page-range", {kFrames, "page_to_pfn(page)"}},
    Edit{"vm_pgoff added twice", bug, "page-range", {kFrames, "page_to_pfn(page) + vma->vm_pgoff + off"}},
    Edit{"length shifted as int", bug, "", {R"(user_count << PAGE_SHIFT)", "(int)user_count << PAGE_SHIFT"}},
    Edit{"one page mapped", bug, "page-range", {R"(user_count << PAGE_SHIFT)", "PAGE_SIZE"}},
    Edit{"whole buffer mapped", bug, "page-range", {R"(user_count << PAGE_SHIFT)", "count << PAGE_SHIFT"}},
    Edit{"mapped one page late", bug, "page-range", {R"(vma->vm_start, page_to_pfn)", "vma->vm_start + PAGE_SIZE, page_to_pfn"}},
    Edit{"virt_to_page for vmalloc", bug, "page-range", {R"(return vmalloc_to_page\(cpu_addr\))", "return virt_to_page(cpu_addr)"}},
    Edit{"remap error dropped", bug, "", {R"(return remap_pfn_range)", "return 0 * remap_pfn_range"}},
    // The pool and the protection.
    Edit{"pool ignored", bug, "pool", {kPool, "dma_mmap_from_dev_coherent(dev, vma, cpu_addr, size, &ret);"}},
    Edit{"pool not asked", bug, "pool", {kPool, ""}},
    Edit{"pool status lost", bug, "pool", {R"(&ret\)\) return ret)", "&ret)) return 0"}},
    Edit{"pool asked for nothing", bug, "pool", {R"(cpu_addr, size, &ret)", "cpu_addr, 0, &ret"}},
    Edit{"protection not set", bug, "attributes", {kProtection, ""}},
    Edit{"protection set late", bug, "attributes", {kProtection, ""}, {kCheck, "(vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, attrs), off >= count) || user_count > count - off"}},
    Edit{"attrs not passed", bug, "attributes", {R"(vma->vm_page_prot, attrs\))", "vma->vm_page_prot, 0)"}},
    Edit{"vm_pgoff cleared", bug, "attributes", {kPool, "vma->vm_pgoff = 0; if (dma_mmap_from_dev_coherent(dev, vma, cpu_addr, size, &ret)) return ret;"}},
    // The scatter list.
    Edit{"sg length not aligned", bug, "page-range", {kEntry, "sg_set_page(sgt->sgl, page, size, 0)"}},
    Edit{"sg offset", bug, "page-range", {kEntry, "sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), 1)"}},
    Edit{"sg page wrong", bug, "page-range", {kEntry, "sg_set_page(sgt->sgl, page + 1, PAGE_ALIGN(size), 0)"}},
    Edit{"sg entry not set", bug, "page-range", {kEntry, "(void)page"}},
    Edit{"sg two entries", bug, "page-range", {kTable, "ret = sg_alloc_table(sgt, 2, GFP_KERNEL);"}},
    Edit{"sg error dropped", bug, "error-unwind", {kTable, "ret = sg_alloc_table(sgt, 1, GFP_KERNEL); if (ret) return 0;"}},
    Edit{"sg table leaked", bug, "", {kTable, "ret = sg_alloc_table(sgt, 1, GFP_KERNEL); if (!ret) return -EINVAL;"}},
    Edit{"sg atomic", bug, "attributes", {kTable, "ret = sg_alloc_table(sgt, 1, GFP_ATOMIC);"}},
    // Allocation.
    Edit{"release dropped on map failure", bug, "error-unwind", {kUnwind, "return NULL;"}},
    Edit{"released twice", bug, "error-unwind", {kUnwind, "dma_free_contiguous(dev, page, size); dma_free_contiguous(dev, page, size); return NULL;"}},
    Edit{"wrong allocator", bug, "error-unwind", {kUnwind, "__free_pages(page, get_order(size)); return NULL;"}},
    Edit{"one page released", bug, "error-unwind", {kUnwind, "dma_free_contiguous(dev, page, PAGE_SIZE); return NULL;"}},
    Edit{"failure returns the page", bug, "", {kUnwind, "return page;"}},
    Edit{"released page returned", bug, "", {kUnwind, "dma_free_contiguous(dev, page, size); return page;"}},
    Edit{"memset dropped", bug, "initialisation", {kClear, ""}},
    Edit{"memset short by one", bug, "initialisation", {kClear, "memset(page_address(page), 0, size - 1);"}},
    Edit{"memset of one page", bug, "initialisation", {kClear, "memset(page_address(page), 0, PAGE_SIZE);"}},
    Edit{"memset too long", bug, "initialisation", {kClear, "memset(page_address(page), 0, size + PAGE_SIZE);"}},
    Edit{"memset as int", bug, "initialisation", {kClear, "memset(page_address(page), 0, (unsigned int)size);"}},
    Edit{"memset not zero", bug, "initialisation", {kClear, "memset(page_address(page), 0xff, size);"}},
    Edit{"memset after the release", bug, "error-unwind", {kUnwind, "dma_free_contiguous(dev, page, size); memset(page_address(page), 0, size); return NULL;"}},
    Edit{"sentinel by not", bug, "", {kFailed, "!*dma_handle"}},
    Edit{"sentinel as int", bug, "", {kFailed, "(unsigned int)*dma_handle == (unsigned int)DMA_MAPPING_ERROR"}},
    Edit{"sentinel not tested", bug, "error-unwind", {kFailed, "0"}},
    Edit{"sentinel by sign", bug, "", {kFailed, "(long)*dma_handle < 0"}},
    Edit{"contiguous area not asked", bug, "completeness", {kAsk, "page = NULL;"}},
    Edit{"buddy asked first", bug, "completeness", {kAsk, "page = alloc_pages_node(dev_to_node(dev), gfp, get_order(size)); if (!page) page = dma_alloc_contiguous(dev, size, gfp);"}},
    Edit{"buddy not asked", bug, "completeness", {kAskBuddy, "NULL"}},
    Edit{"order one too large", bug, "round-trip", {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp, get_order(size) + 1)"}},
    Edit{"one page asked", bug, "", {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp, 0)"}},
    Edit{"gfp not passed", bug, "attributes", {kAsk, "page = dma_alloc_contiguous(dev, size, GFP_ATOMIC);"}},
    Edit{"gfp with comp", bug, "attributes", {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp | __GFP_COMP, get_order(size))"}},
    Edit{"node ignored", bug, "attributes", {kAskBuddy, "alloc_pages_node(NUMA_NO_NODE, gfp, get_order(size))"}},
    Edit{"one page mapped for the device", bug, "round-trip", {kOpsMap, "ops->map_page(dev, page, 0, PAGE_SIZE, dir, DMA_ATTR_SKIP_CPU_SYNC)"}},
    Edit{"mapped at an offset", bug, "round-trip", {kIommuMap, "iommu_dma_map_page(dev, page, 1, size, dir, DMA_ATTR_SKIP_CPU_SYNC)"}},
    Edit{"direction dropped", bug, "attributes", {kOpsMap, "ops->map_page(dev, page, 0, size, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC)"}},
    Edit{"skip-sync dropped, ops map", bug, "attributes", {kOpsMap, "ops->map_page(dev, page, 0, size, dir, 0)"}},
    Edit{"skip-sync dropped, iommu map", bug, "attributes", {kIommuMap, "iommu_dma_map_page(dev, page, 0, size, dir, 0)"}},
    Edit{"ops read for an IOMMU device", bug, "dispatch", {R"(if \(use_dma_iommu\(dev\)\) \*dma_handle)", "if (!ops->map_page) return NULL; if (use_dma_iommu(dev)) *dma_handle"}},
    Edit{"ops called for an IOMMU device", bug, "dispatch", {R"(if \(use_dma_iommu\(dev\)\) \*dma_handle)", "if (0) *dma_handle"}},
    Edit{"iommu called for every device", bug, "dispatch", {R"(if \(use_dma_iommu\(dev\)\) \*dma_handle)", "if (1) *dma_handle"}},
    // Release.
    Edit{"unmap dropped", bug, "round-trip", {kOpsUnmap, ""}},
    Edit{"iommu unmap dropped", bug, "round-trip", {kIommuUnmap, ";"}},
    Edit{"unmap not tested for", bug, "", {R"(else if \(ops->unmap_page\))", "else"}},
    Edit{"release before unmap", bug, "round-trip", {R"(if \(use_dma_iommu\(dev\)\) iommu_dma_unmap)", "dma_free_contiguous(dev, page, size); if (use_dma_iommu(dev)) iommu_dma_unmap"}, {R"(DMA_ATTR_SKIP_CPU_SYNC\); dma_free_contiguous\(dev, page, size\); \})", "DMA_ATTR_SKIP_CPU_SYNC); }"}},
    Edit{"release dropped", bug, "round-trip", {kFinalRelease, "}"}},
    Edit{"one page freed", bug, "round-trip", {kFinalRelease, "dma_free_contiguous(dev, page, PAGE_SIZE); }"}},
    Edit{"freed to the buddy allocator", bug, "round-trip", {kFinalRelease, "__free_pages(page, get_order(size)); }"}},
    Edit{"skip-sync dropped, ops unmap", bug, "attributes", {R"(ops->unmap_page\(dev, dma_handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC\))", "ops->unmap_page(dev, dma_handle, size, dir, 0)"}},
    Edit{"ops read for an IOMMU device on free", bug, "dispatch", {R"(if \(use_dma_iommu\(dev\)\) iommu_dma_unmap)", "if (ops->unmap_page && use_dma_iommu(dev)) iommu_dma_unmap"}},
    // Execution.
    Edit{"endless loop", bug, "execution", {kClear, "for (;;) ;"}},
    Edit{"endless recursion", bug, "execution", {kPool, "return dma_common_mmap(dev, vma, cpu_addr, dma_addr, size, attrs);"}},
    Edit{"null write", bug, "execution", {kEntry, "*(volatile int *)0 = 1"}},
    Edit{"page written", bug, "execution", {kClear, "*(volatile char *)page_address(page) = 0;"}},
    Edit{"trap", bug, "execution", {kEntry, "__builtin_trap()"}},
    Edit{"abort", bug, "execution", {kEntry, "abort()"}},
    Edit{"kernel BUG", bug, "execution", {kPool, "BUG_ON(off > count);"}},
    Edit{"write behind the handle", bug, "execution", {kClear, "dma_handle[1] = 0; memset(page_address(page), 0, size);"}},
    Edit{"write before the VMA", bug, "execution", {kProtection, "((unsigned long *)vma)[-1] = 1; vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, attrs);"}},
    Edit{"another device", bug, "execution", {kAsk, "page = dma_alloc_contiguous((struct device *)page, size, gfp);"}},
    // Harmless.
    Edit{"page looked up after the pool", harmless, "", {kLookUp, "struct page *page; int ret = -ENXIO;"}, {kPool, "if (dma_mmap_from_dev_coherent(dev, vma, cpu_addr, size, &ret)) return ret; page = dma_common_vaddr_to_page(cpu_addr);"}},
    Edit{"order of the aligned size", harmless, "", {R"(get_order\(size\))", "get_order(PAGE_ALIGN(size))"}},
    Edit{"early returns", harmless, "", {R"(if \(off >= count \|\| user_count > count - off\) return -ENXIO;)", "if (off >= count) return -ENXIO; if (user_count > count - off) return -ENXIO;"}},
    Edit{"length from the VMA", harmless, "", {R"(user_count << PAGE_SHIFT)", "vma->vm_end - vma->vm_start"}},
    Edit{"greater for greater or equal", harmless, "", {kCheck, "off > count || user_count > count - off"}},
    Edit{"pool asked for whole pages", harmless, "", {R"(cpu_addr, size, &ret)", "cpu_addr, PAGE_ALIGN(size), &ret"}},
    Edit{"operands swapped", harmless, "", {kCheck, "user_count > count - off || off >= count"}},
    Edit{"sum after the offset check", harmless, "", {kCheck, "off >= count || off + user_count > count"}},
    Edit{"overflow-checked sum", harmless, "", {kCheck, "check_add_overflow(off, user_count, &user_count) || user_count > count || !count"}, {R"(user_count << PAGE_SHIFT)", "vma->vm_end - vma->vm_start"}},
    Edit{"count by division", harmless, "", {R"(PAGE_ALIGN\(size\) >> PAGE_SHIFT)", "DIV_ROUND_UP(size, PAGE_SIZE)"}},
    Edit{"count by PFN_UP", harmless, "", {R"(PAGE_ALIGN\(size\) >> PAGE_SHIFT)", "PFN_UP(size)"}},
    Edit{"offset reused", harmless, "", {kFrames, "page_to_pfn(page) + off"}},
    Edit{"page moved", harmless, "", {kFrames, "page_to_pfn(page + vma->vm_pgoff)"}},
    Edit{"unlikely", harmless, "", {kCheck, "unlikely(off >= count) || unlikely(user_count > count - off)"}},
    Edit{"mapping error by its function", harmless, "", {kFailed, "dma_mapping_error(dev, *dma_handle)"}},
    Edit{"initial status", harmless, "", {R"(int ret = -ENXIO;)", "int ret = 0;"}},
    Edit{"cleared page by page", harmless, "", {kClear, "for (size_t done = 0; done < size; done += PAGE_SIZE) clear_page(page_address(page) + done);"}},
    Edit{"cleared by clear_highpage", harmless, "", {kClear, "for (size_t i = 0; i < size >> PAGE_SHIFT; i++) clear_highpage(page + i);"}},
    Edit{"cleared to the page end", harmless, "", {kClear, "memset(page_address(page), 0, PAGE_ALIGN(size));"}},
    Edit{"zero added to gfp", harmless, "", {kAskBuddy, "alloc_pages_node(dev_to_node(dev), gfp | __GFP_ZERO, get_order(size))"}},
    Edit{"aligned size released", harmless, "", {kUnwind, "dma_free_contiguous(dev, page, PAGE_ALIGN(size)); return NULL;"}},
    Edit{"read once", harmless, "", {R"(off = vma->vm_pgoff)", "off = READ_ONCE(vma->vm_pgoff)"}},
    Edit{"cast of the address", harmless, "", {R"(return virt_to_page\(cpu_addr\))", "return pfn_to_page(page_to_pfn(virt_to_page(cpu_addr)))"}},
    Edit{"printed", harmless, "", {kUnwind, "dev_err(dev, \"mapping failed\\n\"); dma_free_contiguous(dev, page, size); return NULL;"}},
    Edit{"checked twice", harmless, "", {R"(return remap_pfn_range)", "if (WARN_ON_ONCE(off >= count)) return -ENXIO; return remap_pfn_range"}},
    // Repairs.
    Edit{"cleared before the map", repair, "", {kClear, ""}, {R"(if \(use_dma_iommu\(dev\)\) \*dma_handle)", "memset(page_address(page), 0, size); if (use_dma_iommu(dev)) *dma_handle"}},
    Edit{"high-memory guard", repair, "", {kAsk, "page = dma_alloc_contiguous(dev, size, gfp); if (page && PageHighMem(page)) { dma_free_contiguous(dev, page, size); page = NULL; }"}},
    Edit{"long buffer refused", repair, "", {kTable, "if (PAGE_ALIGN(size) > 0xffffffffUL) return -EINVAL; ret = sg_alloc_table(sgt, 1, GFP_KERNEL);"}},
    Edit{"empty size refused", repair, "", {kAsk, "if (!size) return NULL; page = dma_alloc_contiguous(dev, size, gfp);"}},
    Edit{"missing page refused", repair, "", {kCheck, "!page || off >= count || user_count > count - off"}},
    Edit{"empty VMA refused", repair, "", {kCheck, "!user_count || off >= count || user_count > count - off"}},
    // Not judged.
    Edit{"unknown service", unmodelled, "", {kClear, "frobnicate_pages(page, size); memset(page_address(page), 0, size);"}},
    Edit{"unknown service of libc's name", unmodelled, "", {kClear, "sleep(1); memset(page_address(page), 0, size);"}},
    Edit{"syntax error", unusable, "", {kClear, "memset(page_address(page), 0, size"}},
    Edit{"unknown type", unusable, "", {kClear, "struct frobnicator f; f.x = 1; memset(page_address(page), 0, size);"}},
    Edit{"helper missing", unusable, "", {R"(dma_common_get_sgtable)", "dma_common_get_table"}},
};

// A blank of the pattern stands for any white space, also none beside punctuation.
std::string loosened(std::string_view pattern) {
  std::string loose;
  for (const char c : pattern) loose += c == ' ' ? std::string("\\s*") : std::string(1, c);
  return loose;
}

std::optional<std::string> replace(const Replacement &replacement, const std::string &source) {
  const std::regex pattern(loosened(replacement.pattern));
  std::smatch match;
  if (!std::regex_search(source, match, pattern)) return std::nullopt;
  return match.prefix().str() + std::string(replacement.text) + match.suffix().str();
}

} // namespace

std::span<const Edit> edits() { return kEdits; }

std::optional<std::string> apply(const Edit &edit, const std::string &source) {
  std::optional<std::string> edited = replace(edit.first, source);
  if (edited && !edit.second.pattern.empty()) edited = replace(edit.second, *edited);
  return edited;
}

} // namespace dma_verify::acceptance
