// SPDX-License-Identifier: GPL-2.0-only
// Bugs in dma_common_find_pages and dma_common_free_remap.
#include "harness/units/remap/edits/lists.h"

namespace dma_verify::acceptance::remap_lists {
namespace {

using namespace place;

constexpr std::array kAreaBugs = {
    bug("area not looked for", "execution", {kFindRefusal, "if ($1 return NULL;"}),
    bug("no area and a wrong one", "execution", {kFindRefusal, "if (!area && $1 return NULL;"}),
    bug("any area has an array", "ownership", {kFindRefusal, "if (!area) return NULL;"}),
    bug("arrays of other areas", "ownership",
        {kFindRefusal, "if (!area || area->flags & VM_DMA_COHERENT) return NULL;"}),
    bug("not before and", "ownership",
        {kFindRefusal, "if (!area || !area->flags & VM_DMA_COHERENT) return NULL;"}),
    bug("arrays of ordinary areas", "ownership",
        {kFindRefusal, "if (!area || !(area->flags & VM_MAP)) return NULL;"}),
    bug("the area for its array", "ownership", {kAnswer, "return (struct page **)area;"}),
    bug("the pointer for the array", "ownership",
        {kAnswer, "return (struct page **)&area->pages;"}),
    bug("array only if counted", "ownership",
        {kAnswer, "return area->nr_pages ? area->pages : NULL;"}),
    bug("array taken from the area", "ownership",
        {kAnswer, "struct page **pages = area->pages; area->pages = NULL; return pages;"}),
    bug("warning where nothing is found", "ownership",
        {kFindRefusal, "if (WARN_ON(!area) || $1 return NULL;"}),

    bug("freed by its array", "ownership", {kFreeRefusal, "if (!area || !area->pages) { WARN(1,"}),
    bug("freed whatever it is", "ownership", {kFreeRefusal, "if (!area) { WARN(1,"}),
    bug("freed without a look for it", "execution", {kFreeRefusal, "if ($1 { WARN(1,"}),
    bug("others freed", "ownership",
        {kFreeRefusal, "if (!area || area->flags & VM_DMA_COHERENT) { WARN(1,"}),
    bug("not before equals", "ownership",
        {kFreeRefusal, "if (!area || !area->flags != VM_DMA_COHERENT) { WARN(1,"}),
    bug("freed after the warning", "ownership", {kWarning, "WARN(1, $1);"}),
    bug("refused without a warning", "completeness", {kWarning, "return;"}),
    bug("only logged", "completeness", {kWarning, "pr_warn($1); return;"}),
    bug("warned twice", "completeness", {kWarning, "WARN_ON(1); $&"}),
    bug("warning of every area", "completeness", {kUnmap, "WARN_ON(area); $&"}),
    bug("not unmapped", "ownership", {kUnmap, ""}),
    bug("unmapped by its struct", "ownership", {kUnmap, "vunmap(area);"}),
    bug("unmapped from its end", "ownership", {kUnmap, "vunmap(cpu_addr + size);"}),
    bug("unmapped twice", "ownership", {kUnmap, "$& $&"}),
    bug("freed as a vmalloc", "ownership", {kUnmap, "vfree(cpu_addr);"}),
    bug("array released by free", "ownership", {kUnmap, "kvfree(area->pages); $&"}),
    bug("area used after it is gone", "execution",
        {kUnmap, "$& if (area->pages && !area->pages[0]) WARN_ON(1);"}),
    bug("freed if it has an array", "ownership", {kUnmap, "if (area->pages) $&"}),
    bug("freed if it is small", "ownership", {kUnmap, "if (get_vm_area_size(area) <= SZ_1M) $&"}),
    bug("only the first area freed", "ownership",
        {kUnmap, "static struct vm_struct *first; if (!first) first = area; if (area == first) "
                 "$&"}),
};

} // namespace

std::span<const Edit> area_bugs() { return kAreaBugs; }

} // namespace dma_verify::acceptance::remap_lists
