// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/words.h"

#include "harness/units/ops_helpers/exports/exports.h"
#include "harness/units/ops_helpers/prose/consequence.h"
#include "harness/units/ops_helpers/prose/sentence.h"

#include <array>

namespace dma_verify::ops_helpers {
namespace {

constexpr auto kMemberNames = std::to_array<MemberName>({
    {"vm_start", "vma.vm_start"},
    {"vm_end", "vma.vm_end"},
    {"vm_pgoff", "vma.vm_pgoff"},
    {"vm_page_prot", "vma.vm_page_prot"},
    {"vm_flags", "vma.vm_flags"},
    {"dev_to_node", "numa_node"},
    {"dma_mmap_from_dev_coherent", "pool_claims"},
    {"dma_mmap_from_dev_coherent_ret", "pool_status"},
    {"remap_pfn_range", "remap_status"},
    {"sg_alloc_table", "sg_alloc_status"},
    {"dma_alloc_contiguous", "contiguous_page"},
    {"alloc_pages_node", "buddy_page"},
    {"map", "map_handle"},
    {"remap_pfn_range.2", "later[0].remap_status"},
    {"remap_pfn_range.3", "later[1].remap_status"},
    {"sg_alloc_table.2", "later[0].sg_alloc_status"},
    {"sg_alloc_table.3", "later[1].sg_alloc_status"},
    {"dma_alloc_contiguous.2", "later[0].contiguous_page"},
    {"dma_alloc_contiguous.3", "later[1].contiguous_page"},
    {"alloc_pages_node.2", "later[0].buddy_page"},
    {"alloc_pages_node.3", "later[1].buddy_page"},
    {"map.2", "later[0].map_handle"},
    {"map.3", "later[1].map_handle"},
});

} // namespace

UnitWords words() {
  return {&request_of,      &circumstances_of, &happened_of, consequences(),     &c_function,
          &kunit_parameter, &kunit_header,     kMemberNames, "ops_helpers_param"};
}

} // namespace dma_verify::ops_helpers
