// SPDX-License-Identifier: GPL-2.0-only
// remap_pfn_range (mm/memory.c): what it refuses before it touches a page table, and what it
// changes in the VMA. Other failures are the scenario's answer: -EINVAL where another memory type
// is in use, which is tested before all else; -ENOMEM for a page table (and, from 6.18, for the
// tracking context), -EACCES where the pfn may not be mapped with this protection. SEMANTICS.md,
// "remap_pfn_range".
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::pfn_range {

// A private mapping that may be written: VM_SHARED clear, VM_MAYWRITE set.
template <class M> typename M::Bool is_copy_on_write(const Vma<M> &vma) {
  using Word = typename M::Word;
  return (vma.vm_flags & Word(kVmShared | kVmMayWrite)) == Word(kVmMayWrite);
}

enum class Outcome : std::uint8_t {
  proceeds,
  unaligned,         // -EINVAL, with a warning
  part_of_private,   // -EINVAL: a copy-on-write VMA is mapped whole or not at all
  empty_or_wrapping, // BUG_ON(addr >= end)
};

// Tests the range as the kernel does, in its order, and makes the changes to the VMA that stay
// whatever happens afterwards.
template <class M>
Outcome begin(Vma<M> &vma, typename M::VirtualAddress address, typename M::FrameNumber frame,
              typename M::Bytes bytes, unsigned page_shift) {
  using Word = typename M::Word;
  const Word offset_mask = page_size<M>(page_shift).word - Word(1);
  const auto end = address + page_align<M>(bytes, page_shift);
  if ((address.word & offset_mask) != Word(0))
    return Outcome::unaligned;
  if (is_copy_on_write<M>(vma)) {
    // GCOVR_EXCL_BR_START: the file maps the whole VMA
    if (negate(both(address == vma.vm_start, end == vma.vm_end)))
      return Outcome::part_of_private; // GCOVR_EXCL_LINE: the file maps the whole VMA
    // GCOVR_EXCL_BR_STOP
    vma.vm_pgoff = typename M::PageCount(frame.word);
  }
  vma.vm_flags = vma.vm_flags | Word(kVmIo | kVmPfnMap | kVmDontExpand | kVmDontDump);
  // GCOVR_EXCL_BR_START: each VMA has a page, and the file maps the whole of it
  return end <= address ? Outcome::empty_or_wrapping : Outcome::proceeds;
  // GCOVR_EXCL_BR_STOP
}

// A page that is mapped already is BUG_ON(!pte_none).
template <class M>
typename M::Bool overlap(typename M::VirtualAddress a, typename M::Bytes a_bytes,
                         typename M::VirtualAddress b, typename M::Bytes b_bytes) {
  return either(bytes_between(a, b) < a_bytes, bytes_between(b, a) < b_bytes);
}

} // namespace dma_verify::pfn_range
