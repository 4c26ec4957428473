// SPDX-License-Identifier: GPL-2.0-only
// The kernel services that the helpers call, as concepts with each service's contract. A helper
// written over them runs on any kernel that has its services, concretely or on Z3 terms.
#pragma once

#include "model/kernel/types.h"
#include "model/words/architecture.h"

#include <concepts>

namespace dma_verify {

// Look-ups are functions of their arguments and leave no effect; services below the line do.
//
//   is_vmalloc_addr(address)   interval test, says nothing of the kind of mapping
//   vmalloc_to_page(address)   page of that one address; NULL where nothing is mapped
//   virt_to_page(address)      pure arithmetic; right only in the linear map
//   vma_start_pgoff(vma)       vm_pgoff
//   page_to_pfn, page_to_phys  total on non-NULL pages
//   page_address(page)         linear-map address; NULL for a high-memory page
//   is_highmem(page), pfn_valid(frame)   PageHighMem(); there is a struct page (for repairs)
//   use_dma_iommu()            then get_dma_ops() is NULL and must not be touched
//   dev_to_node()              NUMA node, -1 for none
//   --------------------------------------------------------------------------------------------
//   sg_alloc_table             clears the table first; 0 or -ENOMEM with the table all zero
//   sg_set_page                length is unsigned int; keeps SG_END; leaves the dma fields
//   dma_pgprot                 the protection that fits the device and attrs
//   dma_mmap_from_dev_coherent 0 and *ret untouched: not pool memory; 1: *ret is the answer
//   remap_pfn_range            0 and all pages mapped, or an error and none mapped; changes
//                              vm_flags, and vm_pgoff of a private writable VMA
//   dma_alloc_contiguous       NULL, or a block of bytes >> PAGE_SHIFT pages, content stale; NULL
//                              if gfp cannot block, and for one page unless the device has its
//                              own area
//   dma_free_contiguous        releases PAGE_ALIGN(bytes) >> PAGE_SHIFT pages to the area that
//                              owns them, else get_order(bytes) to the buddy allocator
//   alloc_pages_node           NULL, or 2^order pages; NULL above the maximal order
//   iommu_dma_map_phys,        a mapping of exactly these bytes, or DMA_MAPPING_ERROR and no
//   ops_map_phys               mapping
//   iommu_dma_map_page,        the same for page_to_phys(page) + offset
//   ops_map_page
//   iommu_dma_unmap_phys, ops_unmap_phys
//   memset                     writes bytes at a kernel address
//
// Each has a section of its name in model/kernel/SEMANTICS.md.

// The services that find a buffer's page.
template <class K, class M>
concept BufferServices = requires(K kernel, typename M::VirtualAddress address) {
  { kernel.architecture() } -> std::convertible_to<const Architecture &>;
  { kernel.is_vmalloc_addr(address) } -> std::same_as<typename M::Bool>;
  { kernel.vmalloc_to_page(address) } -> std::same_as<Page<M>>;
  { kernel.virt_to_page(address) } -> std::same_as<Page<M>>;
};

// The services that get_sgtable calls.
template <class K, class M>
concept ScatterListServices = BufferServices<K, M> &&
    requires(K kernel, SgTable<M> &table, Page<M> page, typename M::UnsignedInt number) {
  { kernel.sg_alloc_table(table, number, number) } -> std::same_as<int>;
  kernel.sg_set_page(table, page, number, number);
};

// The services that mmap calls.
template <class K, class M>
concept MmapServices = BufferServices<K, M> &&
    requires(K kernel, typename M::VirtualAddress address, typename M::Bytes bytes, Page<M> page,
             typename M::Word word, Vma<M> &vma, typename M::FrameNumber frame, int &status) {
  { kernel.vma_start_pgoff(vma) } -> std::same_as<typename M::PageCount>;
  { kernel.page_to_pfn(page) } -> std::same_as<typename M::FrameNumber>;
  { kernel.dma_pgprot(word, word) } -> std::same_as<typename M::Word>;
  { kernel.dma_mmap_from_dev_coherent(vma, address, bytes, status) } -> std::same_as<int>;
  { kernel.remap_pfn_range(vma, address, frame, bytes, word) } -> std::same_as<int>;
};

// The services that alloc_pages and free_pages call.
template <class K, class M>
concept PageServices = requires(K kernel, typename M::VirtualAddress address,
                                typename M::Bytes bytes, Page<M> page,
                                typename M::UnsignedInt number, typename M::Word word,
                                typename M::PhysicalAddress phys, typename M::BusAddress handle,
                                Finite<M, Direction> direction, OpsTable ops) {
  { kernel.architecture() } -> std::convertible_to<const Architecture &>;
  { kernel.page_to_phys(page) } -> std::same_as<typename M::PhysicalAddress>;
  { kernel.page_address(page) } -> std::same_as<typename M::VirtualAddress>;
  { kernel.use_dma_iommu() } -> std::same_as<bool>;
  { kernel.get_dma_ops() } -> std::same_as<OpsTable>;
  { kernel.dev_to_node() } -> std::same_as<Finite<M, int>>;
  { kernel.dma_alloc_contiguous(bytes, number) } -> std::same_as<Page<M>>;
  kernel.dma_free_contiguous(page, bytes);
  { kernel.alloc_pages_node(0, number, number) } -> std::same_as<Page<M>>;
  {
    kernel.iommu_dma_map_phys(phys, bytes, direction, word)
    } -> std::same_as<typename M::BusAddress>;
  {
    kernel.iommu_dma_map_page(page, bytes, bytes, direction, word)
    } -> std::same_as<typename M::BusAddress>;
  {
    kernel.ops_map_phys(ops, phys, bytes, direction, word)
    } -> std::same_as<typename M::BusAddress>;
  {
    kernel.ops_map_page(ops, page, bytes, bytes, direction, word)
    } -> std::same_as<typename M::BusAddress>;
  kernel.iommu_dma_unmap_phys(handle, bytes, direction, word);
  kernel.ops_unmap_phys(ops, handle, bytes, direction, word);
  kernel.memset(address, std::uint8_t{0}, bytes);
};

// The services of all helpers.
template <class K, class M>
concept KernelServices = ScatterListServices<K, M> && MmapServices<K, M> && PageServices<K, M>;

} // namespace dma_verify
