// SPDX-License-Identifier: GPL-2.0-only
// The helpers of kernel/dma/ops_helpers.c, modelled once, for concrete words and for Z3 terms. The
// text follows the form of Linux 6.19 to 7.2 (git blob 20caf9cabf69), top to bottom; where another
// form differs, it asks the form (forms.h).
#pragma once

#include "model/ops_helpers/forms.h"
#include "model/ops_helpers/kernel/services.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::ops_helpers {

// dma_common_vaddr_to_page: the page of the buffer's first byte.
template <class M, BufferServices<M> K>
Page<M> vaddr_to_page(K &kernel, typename M::VirtualAddress cpu_addr) {
  if (kernel.is_vmalloc_addr(cpu_addr))
    return kernel.vmalloc_to_page(cpu_addr);
  return kernel.virt_to_page(cpu_addr);
}

// dma_common_get_sgtable: a scatter list of one entry for an allocated buffer. Returns 0 or a
// negated error number.
template <class M, ScatterListServices<M> K>
int get_sgtable(K &kernel, SgTable<M> &table, typename M::VirtualAddress cpu_addr,
                typename M::BusAddress /*dma_addr*/, typename M::Bytes size,
                typename M::Word /*attrs*/) {
  using UnsignedInt = typename M::UnsignedInt;
  const unsigned page_shift = kernel.architecture().page_shift;
  const Page<M> page = vaddr_to_page<M>(kernel, cpu_addr);
  const int ret = kernel.sg_alloc_table(table, UnsignedInt(1), UnsignedInt(kGfpKernel));
  if (ret == 0) {
    // The kernel passes a size_t as unsigned int: the length is taken modulo 2^IntBits.
    const auto length = resize<M::kIntBits>(page_align<M>(size, page_shift).word);
    kernel.sg_set_page(table, page, length, UnsignedInt(0));
  }
  return ret;
}

// dma_common_mmap: maps vma_pages(vma) pages of the buffer, from page vm_pgoff on, into user space.
// Returns 0 or a negated error number; -ENXIO without CONFIG_MMU.
template <class M, MmapServices<M> K>
int mmap(K &kernel, Vma<M> &vma, typename M::VirtualAddress cpu_addr,
         typename M::BusAddress /*dma_addr*/, typename M::Bytes size, typename M::Word attrs,
         const Form &form = kSeedForm) {
  if (!kernel.architecture().mmu)
    return -kEnxio;
  const unsigned page_shift = kernel.architecture().page_shift;
  const auto user_count = vma_pages<M>(vma.vm_start, vma.vm_end, page_shift);
  const auto count = page_count<M>(size, page_shift);
  const auto off = form.pgoff_accessor ? kernel.vma_start_pgoff(vma) : vma.vm_pgoff;
  const Page<M> page = vaddr_to_page<M>(kernel, cpu_addr);
  int ret = -kEnxio;

  vma.vm_page_prot = kernel.dma_pgprot(vma.vm_page_prot, attrs);

  if (kernel.dma_mmap_from_dev_coherent(vma, cpu_addr, size, ret) != 0)
    return ret;

  if (off >= count || user_count > count - off)
    return -kEnxio;

  const auto first = form.pgoff_accessor ? kernel.vma_start_pgoff(vma) : vma.vm_pgoff;
  return kernel.remap_pfn_range(vma, vma.vm_start, kernel.page_to_pfn(page) + first,
                                pages_to_bytes<M>(user_count, page_shift), vma.vm_page_prot);
}

// The mapping that alloc_pages makes.
template <class M, PageServices<M> K>
typename M::BusAddress map_block(K &kernel, const OpsTable &ops, Page<M> page,
                                 typename M::Bytes size, Finite<M, Direction> dir,
                                 const Form &form) {
  const typename M::Word attrs(kDmaAttrSkipCpuSync);
  if (form.dma_iommu && kernel.use_dma_iommu()) {
    return form.to_dma_iommu == NamedBy::phys
               ? kernel.iommu_dma_map_phys(kernel.page_to_phys(page), size, dir, attrs)
               : kernel.iommu_dma_map_page(page, typename M::Bytes{}, size, dir, attrs);
  }
  return form.to_ops == NamedBy::phys
             ? kernel.ops_map_phys(ops, kernel.page_to_phys(page), size, dir, attrs)
             : kernel.ops_map_page(ops, page, typename M::Bytes{}, size, dir, attrs);
}

// dma_common_alloc_pages: allocates, maps and zeroes `size` bytes. Returns the first page, and the
// mapping in `dma_handle`; NULL on failure, with `dma_handle` untouched (no pages) or
// DMA_MAPPING_ERROR (no mapping).
template <class M, PageServices<M> K>
Page<M> alloc_pages(K &kernel, typename M::Bytes size, typename M::BusAddress &dma_handle,
                    Finite<M, Direction> dir, typename M::UnsignedInt gfp,
                    const Form &form = kSeedForm) {
  const unsigned page_shift = kernel.architecture().page_shift;
  const OpsTable ops = kernel.get_dma_ops();
  Page<M> page = kernel.dma_alloc_contiguous(size, gfp);
  if (page.is_null) {
    page = kernel.alloc_pages_node(kernel.dev_to_node(), gfp, get_order<M>(size, page_shift));
  }
  if (page.is_null)
    return Page<M>::null();

  dma_handle = map_block<M>(kernel, ops, page, size, dir, form);
  if (dma_handle == dma_mapping_error<M>()) {
    kernel.dma_free_contiguous(page, size);
    return Page<M>::null();
  }

  kernel.memset(kernel.page_address(page), 0, size);
  return page;
}

// dma_common_free_pages: unmaps, then releases what alloc_pages handed out, given the same size,
// page, handle and direction.
template <class M, PageServices<M> K>
void free_pages(K &kernel, typename M::Bytes size, Page<M> page, typename M::BusAddress dma_handle,
                Finite<M, Direction> dir, const Form &form = kSeedForm) {
  using Word = typename M::Word;
  const OpsTable ops = kernel.get_dma_ops();
  if (form.dma_iommu && kernel.use_dma_iommu()) {
    kernel.iommu_dma_unmap_phys(dma_handle, size, dir, Word(kDmaAttrSkipCpuSync));
  } else if (ops.has_unmap) {
    kernel.ops_unmap_phys(ops, dma_handle, size, dir, Word(kDmaAttrSkipCpuSync));
  }
  kernel.dma_free_contiguous(page, size);
}

} // namespace dma_verify::ops_helpers
