// SPDX-License-Identifier: GPL-2.0-only
// Kernel addresses and the buffer behind them: what the look-ups compute, and which frames the
// buffer really has.
#pragma once

#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/scenario.h"

namespace dma_verify {

// is_vmalloc_addr(): an interval test. SEMANTICS.md, "is_vmalloc_addr"; without MMU always false.
template <class M>
typename M::Bool is_vmalloc_address(const Architecture &architecture,
                                    typename M::VirtualAddress address) {
  using Word = typename M::Word;
  if (!architecture.mmu)
    return typename M::Bool(false);
  return address.word - Word(architecture.vmalloc_base) < Word(architecture.vmalloc_size);
}

// The arithmetic of virt_to_page(). As in the kernel it gives a result for every address, which is
// right only inside the linear map. SEMANTICS.md, "virt_to_page".
template <class M>
typename M::FrameNumber linear_frame(const Architecture &architecture,
                                     typename M::VirtualAddress address) {
  using Word = typename M::Word;
  return typename M::FrameNumber((address.word - Word(architecture.linear_base)) >>
                                 architecture.page_shift);
}

// page_address() of a low-memory frame.
template <class M>
typename M::VirtualAddress linear_address(const Architecture &architecture,
                                          typename M::FrameNumber frame) {
  using Word = typename M::Word;
  return typename M::VirtualAddress(Word(architecture.linear_base) +
                                    (frame.word << architecture.page_shift));
}

// The buffer's first frame.
template <class M> typename M::FrameNumber buffer_frame(const Scenario<M> &scenario) {
  if (scenario.buffer_kind == BufferKind::cookie)
    return scenario.vmalloc_to_page;
  return typename M::FrameNumber(
      select(is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr),
             scenario.vmalloc_to_page.word,
             linear_frame<M>(scenario.architecture, scenario.cpu_addr).word));
}

// Frames between the pages `index` and 0 of the buffer, where the first is `index` or more: in a
// scattered buffer one frame lies between the first page and the others.
template <class M>
typename M::PageCount frame_distance(const Scenario<M> &scenario, typename M::PageCount index) {
  using Word = typename M::Word;
  // GCOVR_EXCL_BR_START: of a scattered buffer only the first page is looked up
  if (scenario.buffer_kind != BufferKind::scattered)
    return index;
  // GCOVR_EXCL_BR_STOP
  // GCOVR_EXCL_START: of a scattered buffer only the first page is looked up
  return typename M::PageCount(select(index.word == Word(0), index.word, index.word + Word(1)));
  // GCOVR_EXCL_STOP
}

// The frame of page `index` of the buffer.
template <class M>
typename M::FrameNumber buffer_frame_at(const Scenario<M> &scenario, typename M::PageCount index) {
  return buffer_frame<M>(scenario) + frame_distance<M>(scenario, index);
}

// Bytes that were allocated; the caller may pass another `size`.
template <class M> typename M::Bytes allocated_bytes(const Scenario<M> &scenario) {
  return scenario.size - scenario.excess + scenario.further_bytes;
}

template <class M> coherent_pool::Pool<M> described_pool(const Scenario<M> &scenario) {
  return {scenario.pool_base, scenario.pool_pages, scenario.pool_frame};
}

// Whether the device's pool claims the buffer, when it is asked for cpu_addr and size.
template <class M> bool pool_claims(const Scenario<M> &scenario) {
  if (!scenario.pool_described)
    return scenario.pool_claims;
  return static_cast<bool>(coherent_pool::claims<M>(described_pool<M>(scenario), scenario.cpu_addr,
                                                    scenario.size,
                                                    scenario.architecture.page_shift));
}

} // namespace dma_verify
