// SPDX-License-Identifier: GPL-2.0-only
// A short run of mmap: a kernel with only the services of mmap, and an observation of only the
// mapping. It is fast enough to try every input. If something else happens it says so (`complete`
// is false), and the simulated kernel is used.
#pragma once

#include "model/kernel/neighbours/pfn_range.h"
#include "model/kernel/trace.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "model/ops_helpers/kernel/services.h"

#include <string_view>

namespace dma_verify::exhaustive {

// A trace of one effect at most.
template <class M> class BriefTrace {
public:
  [[nodiscard]] const Effect<M> *begin() const { return &effect_; }
  [[nodiscard]] const Effect<M> *end() const { return &effect_ + (empty_ ? 0 : 1); }
  [[nodiscard]] bool empty() const { return empty_; }
  void push_back(const Effect<M> &effect) {
    effect_ = effect;
    empty_ = false;
  }

private:
  Effect<M> effect_{};
  bool empty_ = true;
};

template <class M> struct BriefObservation {
  BriefTrace<M> trace; // remap_pfn_range alone: what is judged does not read the other effects
  int status = 0;
  bool complete = true; // false: more happened than this can show
};

// The page shift is a constant, as it is in a kernel's binary. No pool claims the buffer, which is
// physically contiguous.
template <class M, unsigned kPageShift> class MmapKernel {
public:
  using Word = typename M::Word;
  using VirtualAddress = typename M::VirtualAddress;
  using FrameNumber = typename M::FrameNumber;

  MmapKernel(const Scenario<M> &scenario, BriefObservation<M> &observation)
      : scenario_(scenario), observation_(observation) {}

  Architecture architecture() const {
    Architecture row = scenario_.architecture;
    row.page_shift = kPageShift;
    row.mmu = true;
    return row;
  }
  bool is_vmalloc_addr(VirtualAddress address) const {
    return is_vmalloc_address<M>(architecture(), address);
  }
  Page<M> vmalloc_to_page(VirtualAddress address) {
    if (address != scenario_.cpu_addr)
      observation_.complete = false;
    return Page<M>::of(scenario_.vmalloc_to_page);
  }
  Page<M> virt_to_page(VirtualAddress address) const {
    return Page<M>::of(linear_frame<M>(architecture(), address));
  }
  typename M::PageCount vma_start_pgoff(const Vma<M> &vma) const { return vma.vm_pgoff; }
  FrameNumber page_to_pfn(Page<M> page) const { return page.frame; }
  Word dma_pgprot(Word prot, Word) const { return prot; }
  int dma_mmap_from_dev_coherent(Vma<M> &, VirtualAddress, typename M::Bytes, int &) const {
    return 0;
  }
  int remap_pfn_range(Vma<M> &vma, VirtualAddress address, FrameNumber frame,
                      typename M::Bytes bytes, Word) {
    Effect<M> effect;
    effect.kind = DmaEffect::remap_pfn_range;
    effect.address = address;
    effect.frame = frame;
    effect.bytes = bytes;
    effect.status = scenario_.remap_status;
    switch (pfn_range::begin<M>(vma, address, frame, bytes, kPageShift)) {
    case pfn_range::Outcome::unaligned:
    case pfn_range::Outcome::part_of_private:
      effect.status = -kEinval;
      break;
    case pfn_range::Outcome::empty_or_wrapping: // BUG
      observation_.complete = false;
      break;
    case pfn_range::Outcome::proceeds:
      break;
    }
    if (!observation_.trace.empty())
      observation_.complete = false;
    observation_.trace.push_back(effect);
    return effect.status;
  }
  void kernel_bug(std::string_view) { observation_.complete = false; }

private:
  const Scenario<M> &scenario_;
  BriefObservation<M> &observation_;
};

// A judgement that only records whether all clauses hold.
class AllClauses {
public:
  void require(std::string_view, bool holds) { hold_ = hold_ && holds; }
  [[nodiscard]] bool hold() const { return hold_; }

private:
  bool hold_ = true;
};

} // namespace dma_verify::exhaustive
