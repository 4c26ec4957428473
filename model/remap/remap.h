// SPDX-License-Identifier: GPL-2.0-only
// The helpers of kernel/dma/remap.c, modelled once, for concrete words and for Z3 terms. The text
// follows the form of Linux 6.12 (git blob 9e2afad1c615), top to bottom; where another form
// differs, it asks the form (forms.h).
#pragma once

#include "model/remap/forms.h"
#include "model/remap/services.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::remap {

// Whether the form takes an area with these flags for one of the DMA API's.
template <class M> typename M::Bool is_dma_area(const Form &form, typename M::Word flags) {
  using Word = typename M::Word;
  return form.no_other_flags ? flags == Word(kVmDmaCoherent)
                             : (flags & Word(kVmDmaCoherent)) != Word(0);
}

// dma_common_find_pages: the array of pages that pages_remap stored in the area of `cpu_addr`; NULL
// if there is none.
template <class M, FindServices<M> K>
Pointer<M> find_pages(K &kernel, typename M::VirtualAddress cpu_addr,
                      const Form &form = kSeedForm) {
  const AreaPointer area = kernel.find_vm_area(cpu_addr);
  if (area.is_null || negate(is_dma_area<M>(form, kernel.at(area).flags)))
    return Pointer<M>::null();
  if (form.warns_of_other_flags)
    kernel.warn(kernel.at(area).flags != typename M::Word(kVmDmaCoherent));
  return kernel.at(area).pages;
}

// dma_common_pages_remap: maps the pages of the array `pages`, which stays the caller's, and
// remembers the array in the new area. Returns the mapping's address, or NULL.
template <class M, MapServices<M> K>
Pointer<M> pages_remap(K &kernel, Pointer<M> pages, typename M::Bytes size, typename M::Word prot) {
  // vmap takes an unsigned int: the count is taken modulo 2^IntBits.
  const auto count =
      resize<M::kIntBits>(page_count<M>(size, kernel.architecture().page_shift).word);
  const Pointer<M> vaddr = kernel.vmap(pages, count, typename M::Word(kVmDmaCoherent), prot);
  if (!vaddr.is_null)
    kernel.at(kernel.find_vm_area(vaddr.address)).pages = pages;
  return vaddr;
}

// The loop of contiguous_remap: entry i is page i of the block, for i from 0 to count - 1 in signed
// numbers.
template <class M>
FilledInterval<M> pages_in_order(Page<M> page, typename M::UnsignedInt count, NextPage next_page) {
  FilledInterval<M> filled;
  filled.length = loop_count<M>(count);
  filled.base = page;
  filled.by_pointer = next_page == NextPage::by_pointer;
  return filled;
}

// dma_common_contiguous_remap: maps a block of contiguous pages, by way of an array that it makes
// and releases. Returns the mapping's address, or NULL.
template <class M, ContiguousServices<M> K>
Pointer<M> contiguous_remap(K &kernel, Page<M> page, typename M::Bytes size, typename M::Word prot,
                            const Form &form = kSeedForm) {
  // An int: the count's low bits, whatever they mean as a signed number.
  const auto count =
      resize<M::kIntBits>(page_count<M>(size, kernel.architecture().page_shift).word);
  const Pointer<M> pages = kernel.kvmalloc_array(sign_extend<M>(count), pointer_bytes<M>(),
                                                 typename M::UnsignedInt(kGfpKernel));
  if (pages.is_null)
    return Pointer<M>::null();
  kernel.fill(pages, pages_in_order<M>(page, count, form.next_page));
  const Pointer<M> vaddr = kernel.vmap(pages, count, typename M::Word(kVmDmaCoherent), prot);
  kernel.kvfree(pages);
  return vaddr;
}

// dma_common_free_remap: removes the area of `cpu_addr` if it is one of the DMA API's, and warns if
// it is not. `size` is not looked at.
template <class M, FreeServices<M> K>
void free_remap(K &kernel, typename M::VirtualAddress cpu_addr, typename M::Bytes /*size*/,
                const Form &form = kSeedForm) {
  const AreaPointer area = kernel.find_vm_area(cpu_addr);
  if (area.is_null || negate(is_dma_area<M>(form, kernel.at(area).flags))) {
    kernel.warn(typename M::Bool(true));
    return;
  }
  kernel.vunmap(cpu_addr);
}

} // namespace dma_verify::remap
