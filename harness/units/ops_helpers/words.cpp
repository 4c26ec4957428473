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
});

} // namespace

UnitWords words() {
  return {&request_of,      &circumstances_of, &happened_of, consequences(),     &c_function,
          &kunit_parameter, &kunit_header,     kMemberNames, "ops_helpers_param"};
}

} // namespace dma_verify::ops_helpers
