// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a call of this unit is smaller: first faults and unusual buffers,
// because a scenario with less of them is simpler; then the requested pages, the size, the offset,
// and the rest.
#pragma once

#include "model/ops_helpers/kernel/buffer.h"
#include "properties/order/numbers.h"

#include <string_view>

namespace dma_verify::ops_helpers {
namespace order {

// Where the vmalloc area begins in the numbers of buffers.
template <class M> constexpr Uint128 kVmallocBuffers = Uint128{1} << (M::kWordBits - 1);

// The page at which a buffer begins, counted in the linear map; those of the vmalloc area, counted
// there, come after all of these.
template <class M> typename M::Wide buffer(const Scenario<M> &scenario) {
  using Word = typename M::Word;
  const Architecture &row = scenario.architecture;
  const Word address = scenario.cpu_addr.word;
  const Word linear = (address - Word(row.linear_base)) >> row.page_shift;
  const Word vmalloc = (address - Word(row.vmalloc_base)) >> row.page_shift;
  return M::wide(select(is_vmalloc_address<M>(row, scenario.cpu_addr),
                        Word(vmalloc | Word(kVmallocBuffers<M>)), linear));
}

} // namespace order

// Calls visit(name, number) for each number of the scenario, most significant first.
template <class M, class Visit>
void visit_ranks(Order which, const Scenario<M> &scenario, Visit &&visit) {
  using namespace dma_verify::order;
  using namespace order;
  using Wide = typename M::Wide;
  const Architecture &row = scenario.architecture;
  const unsigned shift = row.page_shift;
  const auto rank = [&](std::string_view name, const auto &value) {
    visit(name, number<M>(value));
  };
  // One whole page, then nothing, then bytes by their number.
  const auto size = [&] {
    visit("size", usual_first<M>(number<M>(scenario.size), Wide(Uint128{1} << shift)));
  };
  const auto place = [&] {
    visit("cpu_addr", buffer<M>(scenario));
    rank("vmalloc_to_page", scenario.vmalloc_to_page);
  };
  const auto kind = [&] {
    rank("buffer_kind", scenario.buffer_kind);
    rank("missing_section", scenario.missing_section);
  };
  const auto device = [&] {
    rank("use_dma_iommu", scenario.use_dma_iommu);
    rank("ops_has_unmap", !scenario.ops_has_unmap);
  };
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
    kind();
    rank("pool_described", scenario.pool_described);
    rank("excess", scenario.excess);
    rank("stale_bytes", scenario.stale_bytes);
    rank("dma_mmap_from_dev_coherent", scenario.pool_claims);
    visit("dma_mmap_from_dev_coherent_ret", error<M>(scenario.pool_status));
    visit("remap_pfn_range", error<M>(scenario.remap_status));
    rank("vma_pages", vma_pages<M>(scenario.vma.vm_start, scenario.vma.vm_end, shift));
    size();
    if (which == Order::buffer_before_offset)
      place();
    rank("vm_pgoff", scenario.vma.vm_pgoff);
    if (which != Order::buffer_before_offset)
      place();
    rank("pool_pages", scenario.pool_pages);
    rank("pool_base", scenario.pool_base);
    rank("pool_frame", scenario.pool_frame);
    rank("vm_flags", scenario.vma.vm_flags);
    rank("vm_page_prot", scenario.vma.vm_page_prot);
    rank("dma_pgprot", scenario.dma_pgprot);
    rank("vm_start", typename M::Word(scenario.vma.vm_start.word >> shift)); // in pages
    rank("attrs", scenario.attrs);
    rank("dma_handle", scenario.dma_handle);
    rank("probe", scenario.probe);
    return;
  case Helper::get_sgtable:
    kind();
    rank("excess", scenario.excess);
    visit("sg_alloc_table", error<M>(scenario.sg_alloc_status));
    size();
    place();
    rank("attrs", scenario.attrs);
    rank("dma_handle", scenario.dma_handle);
    rank("probe", scenario.probe);
    return;
  case Helper::alloc_pages:
    rank("contiguous_highmem", scenario.contiguous_highmem);
    rank("map_fails_silently", scenario.map_fails_silently);
    rank("map_bounces", scenario.map_bounces);
    device();
    size();
    visit("dma_alloc_contiguous", page<M>(scenario.contiguous_page));
    // The standard area, which most devices use, is the simplest.
    visit("contiguous_area", Wide(Uint128{2} - static_cast<Uint128>(scenario.contiguous_area)));
    visit("alloc_pages_node", page<M>(scenario.buddy_page));
    rank("map", scenario.map_handle);
    rank("direction", scenario.direction);
    visit("gfp",
          usual_first<M>(number<M>(scenario.gfp), number<M>(typename M::UnsignedInt(kGfpKernel))));
    visit("dev_to_node", Wide(static_cast<Uint128>(scenario.numa_node + 1)));
    rank("dma_handle", scenario.dma_handle);
    rank("probe", scenario.probe);
    return;
  case Helper::free_pages:
    device();
    visit("block_owner", Wide(scenario.block_owner == Allocator::buddy ? 0 : 1));
    size();
    rank("page", scenario.page);
    rank("dma_handle", scenario.dma_handle);
    rank("direction", scenario.direction);
    return;
  }
}

} // namespace dma_verify::ops_helpers
