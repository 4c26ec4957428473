// SPDX-License-Identifier: GPL-2.0-only
// For tests: dma_common_mmap with one mistake each.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "model/ops_helpers/ops_helpers.h"

namespace dma_verify::smt {

enum class Edit : std::uint8_t {
  none,
  sum_may_wrap,       // off + user_count > count
  no_length_check,    // only off >= count
  no_offset_check,    // only user_count > count - off
  both_checks_needed, // && for ||
  count_rounded_down,
  last_page_refused, // user_count >= count - off
  offset_not_added,
  one_page_more,
  error_swallowed, // remap_pfn_range's error becomes 0
};

// The text is ops_helpers::mmap's, and with Edit::none its behaviour.
template <class M>
void run_broken_mmap(Edit edit, const Scenario<M> &scenario, Observation<M> &observation) {
  using Word = typename M::Word;
  observation.clear();
  SimulatedKernel<M> kernel(scenario, observation);
  observation.vma = scenario.vma;
  Vma<M> &vma = observation.vma;
  const unsigned page_shift = scenario.architecture.page_shift;
  const auto user_count = vma_pages<M>(vma.vm_start, vma.vm_end, page_shift);
  const auto count = edit == Edit::count_rounded_down ? whole_pages<M>(scenario.size, page_shift)
                                                      : page_count<M>(scenario.size, page_shift);
  const auto off = vma.vm_pgoff;
  const Page<M> page = ops_helpers::vaddr_to_page<M>(kernel, scenario.cpu_addr);
  vma.vm_page_prot = kernel.dma_pgprot(vma.vm_page_prot, scenario.attrs);
  if (kernel.dma_mmap_from_dev_coherent(vma, scenario.cpu_addr, scenario.size,
                                        observation.status) != 0) {
    return;
  }

  const auto refuses = [&]() -> bool {
    switch (edit) {
    case Edit::sum_may_wrap:
      return static_cast<bool>(off + user_count > count);
    case Edit::no_length_check:
      return static_cast<bool>(off >= count);
    case Edit::no_offset_check:
      return static_cast<bool>(user_count > count - off);
    case Edit::both_checks_needed:
      return off >= count && user_count > count - off;
    case Edit::last_page_refused:
      return off >= count || user_count >= count - off;
    default:
      return off >= count || user_count > count - off;
    }
  };
  if (refuses()) {
    observation.status = -kEnxio;
    return;
  }
  auto frame = kernel.page_to_pfn(page);
  if (edit != Edit::offset_not_added)
    frame = frame + vma.vm_pgoff;
  auto pages = user_count;
  if (edit == Edit::one_page_more)
    pages.word = pages.word + Word(1);
  observation.status = kernel.remap_pfn_range(
      vma, vma.vm_start, frame, pages_to_bytes<M>(pages, page_shift), vma.vm_page_prot);
  if (edit == Edit::error_swallowed)
    observation.status = 0;
}

} // namespace dma_verify::smt
