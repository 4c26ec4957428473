/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of services through which a compiled ops_helpers.c reaches the simulated kernel. Plain
 * types only: C reads it as C, the harness as C++. */
#ifndef DMA_VERIFY_SERVICES_H
#define DMA_VERIFY_SERVICES_H

#ifdef __cplusplus
extern "C" {
#endif

/* Layout shared with the harness; struct vm_area_struct begins with it. */
struct dma_verify_vma {
  unsigned long vm_start, vm_end, vm_pgoff, vm_page_prot, vm_flags;
};
struct dma_verify_sg_entry {
  unsigned long page_link; /* bit 0: chain, bit 1: end */
  unsigned int offset, length;
  unsigned long long dma_address;
  unsigned int dma_length, dma_flags;
};
struct dma_verify_sg_table {
  struct dma_verify_sg_entry *sgl;
  unsigned int nents, orig_nents;
};

/* Which ops table a device has. */
enum dma_verify_ops { DMA_VERIFY_OPS_NULL, DMA_VERIFY_OPS_UNMAP, DMA_VERIFY_OPS_NO_UNMAP };

/* `self` is the table. Addresses are numbers. Those of the linear map begin where the
 * table says: there, the pages that a call has are memory. Other kernel addresses, and struct
 * pages, are never dereferenced. */
struct dma_verify_ops_helpers_services {
  unsigned long linear_map;
  /* Of so many bytes of the page array, all pages are low memory: what is asked of them for each
   * word of a loop needs no service. 0 if a block is high memory. */
  unsigned long low_memory_pages;

  void (*unmodelled)(const struct dma_verify_ops_helpers_services *self, const char *name);
  void (*bug)(const struct dma_verify_ops_helpers_services *self, const char *what);
  void (*warn)(const struct dma_verify_ops_helpers_services *self, const char *what);
  void (*may_sleep)(const struct dma_verify_ops_helpers_services *self, const char *what);

  int (*is_vmalloc_addr)(const struct dma_verify_ops_helpers_services *self, unsigned long address);
  unsigned long (*vmalloc_to_page)(const struct dma_verify_ops_helpers_services *self,
                                   unsigned long address);
  unsigned long (*virt_to_page)(const struct dma_verify_ops_helpers_services *self,
                                unsigned long address);
  unsigned long (*page_to_pfn)(const struct dma_verify_ops_helpers_services *self,
                               unsigned long page);
  unsigned long (*page_address)(const struct dma_verify_ops_helpers_services *self,
                                unsigned long page);
  int (*is_highmem)(const struct dma_verify_ops_helpers_services *self, unsigned long page);
  unsigned long (*kmap)(const struct dma_verify_ops_helpers_services *self, unsigned long page);
  /* A page got a temporary address (1), or gave one back (0). */
  void (*page_mapped)(const struct dma_verify_ops_helpers_services *self, int more);
  int (*pfn_valid)(const struct dma_verify_ops_helpers_services *self, unsigned long pfn);
  int (*use_dma_iommu)(const struct dma_verify_ops_helpers_services *self, const void *dev);
  enum dma_verify_ops (*get_dma_ops)(const struct dma_verify_ops_helpers_services *self,
                                     const void *dev);
  int (*dev_to_node)(const struct dma_verify_ops_helpers_services *self, const void *dev);

  int (*sg_alloc_table)(const struct dma_verify_ops_helpers_services *self, void *table,
                        unsigned int nents, unsigned int gfp);
  void (*sg_set_page)(const struct dma_verify_ops_helpers_services *self, void *entry,
                      unsigned long page, unsigned int length, unsigned int offset);
  void (*sg_free_table)(const struct dma_verify_ops_helpers_services *self, void *table);
  unsigned long (*dma_pgprot)(const struct dma_verify_ops_helpers_services *self, const void *dev,
                              unsigned long prot, unsigned long attrs);
  int (*dma_mmap_from_dev_coherent)(const struct dma_verify_ops_helpers_services *self,
                                    const void *dev, void *vma, unsigned long address,
                                    unsigned long size, int *ret);
  int (*remap_pfn_range)(const struct dma_verify_ops_helpers_services *self, void *vma,
                         unsigned long address, unsigned long pfn, unsigned long size,
                         unsigned long prot);
  unsigned long (*dma_alloc_contiguous)(const struct dma_verify_ops_helpers_services *self,
                                        const void *dev, unsigned long size, unsigned int gfp);
  void (*dma_free_contiguous)(const struct dma_verify_ops_helpers_services *self, const void *dev,
                              unsigned long page, unsigned long size);
  unsigned long (*alloc_pages_node)(const struct dma_verify_ops_helpers_services *self, int node,
                                    unsigned int gfp, unsigned int order);
  void (*free_pages)(const struct dma_verify_ops_helpers_services *self, unsigned long page,
                     unsigned int order);
  unsigned long long (*map)(const struct dma_verify_ops_helpers_services *self, int iommu,
                            const void *dev, unsigned long long phys, unsigned long size,
                            int direction, unsigned long attrs);
  void (*unmap)(const struct dma_verify_ops_helpers_services *self, int iommu, const void *dev,
                unsigned long long handle, unsigned long size, int direction, unsigned long attrs);
  /* Whether the address is the simulated kernel's: then it is written, otherwise nothing is done.
   */
  int (*memset)(const struct dma_verify_ops_helpers_services *self, const void *address, int value,
                unsigned long size);
};

#ifdef __cplusplus
}
#else /* C: the kernel's functions, by way of the table. */
/* What is inline here becomes part of the file's own functions, so that the place of a service's
 * call is in them. */
#ifndef DMA_VERIFY_ON_TERMS
#define inline inline __attribute__((__always_inline__))
#endif
#define DMA_VERIFY_TABLE struct dma_verify_ops_helpers_services
#define DMA_VERIFY_WARNED() DMA_VERIFY(warn, "WARN at line " DMA_VERIFY_TEXT(__LINE__))
#define DMA_VERIFY_MAY_SLEEP(what) DMA_VERIFY(may_sleep, what " at line " DMA_VERIFY_TEXT(__LINE__))
#include "kernel.h"

/* What the file defines. */
int dma_common_get_sgtable(struct device *dev, struct sg_table *sgt, void *cpu_addr,
                           dma_addr_t dma_addr, size_t size, unsigned long attrs);
int dma_common_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
                    dma_addr_t dma_addr, size_t size, unsigned long attrs);
struct page *dma_common_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle,
                                    enum dma_data_direction dir, gfp_t gfp);
void dma_common_free_pages(struct device *dev, size_t size, struct page *vaddr,
                           dma_addr_t dma_handle, enum dma_data_direction dir);

/* Look-ups. A struct page pointer is a number that is never followed. */
static inline bool is_vmalloc_addr(const void *x) {
  return DMA_VERIFY(is_vmalloc_addr, (unsigned long)x);
}
static inline bool is_vmalloc_or_module_addr(const void *x) { return is_vmalloc_addr(x); }
static inline struct page *vmalloc_to_page(const void *x) {
  return (struct page *)DMA_VERIFY(vmalloc_to_page, (unsigned long)x);
}
static inline struct page *dma_verify_virt_to_page(unsigned long x) {
  return (struct page *)DMA_VERIFY(virt_to_page, x);
}
#define virt_to_page(x) dma_verify_virt_to_page((unsigned long)(x))
#define virt_addr_valid(x) (!is_vmalloc_addr((const void *)(x)))
static inline bool dma_verify_is_low_memory(const struct page *page) {
  const unsigned long offset = (unsigned long)page - DMA_VERIFY_PAGES;

  return offset < dma_verify_services->low_memory_pages && offset % DMA_VERIFY_PAGE_BYTES == 0;
}
static inline unsigned long page_to_pfn(const struct page *page) {
  if (dma_verify_is_low_memory(page))
    return ((unsigned long)page - DMA_VERIFY_PAGES) / DMA_VERIFY_PAGE_BYTES;
  return DMA_VERIFY(page_to_pfn, (unsigned long)page);
}
static inline void *dma_verify_low_memory(const struct page *page) {
  return (void *)(dma_verify_services->linear_map + (page_to_pfn(page) << PAGE_SHIFT));
}
#define pfn_to_page(pfn)                                                                           \
  ((struct page *)(DMA_VERIFY_PAGES + (unsigned long)(pfn) * sizeof(struct page)))
#define phys_to_page(phys) pfn_to_page(PHYS_PFN(phys))
static inline unsigned long vmalloc_to_pfn(const void *x) {
  return page_to_pfn(vmalloc_to_page(x));
}
#define page_to_phys(page) PFN_PHYS(page_to_pfn(page))
static inline void *page_address(const struct page *page) {
  if (dma_verify_is_low_memory(page))
    return dma_verify_low_memory(page);
  return (void *)DMA_VERIFY(page_address, (unsigned long)page);
}
#define page_to_virt(page) page_address(page)
#define virt_to_phys(x) (page_to_phys(virt_to_page(x)) + offset_in_page(x))
#define virt_to_pfn(x) page_to_pfn(virt_to_page(x))
#define phys_to_virt(phys) (page_address(phys_to_page(phys)) + offset_in_page(phys))
#define __pa(x) virt_to_phys(x)
#define __va(x) phys_to_virt(x)
#define __pfn_to_phys(pfn) PFN_PHYS(pfn)
#define __phys_to_pfn(phys) PHYS_PFN(phys)
#define nth_page(page, n) ((page) + (n))
#define page_folio(page) ((struct folio *)(page))
#define compound_head(page) (page)
static inline bool PageHighMem(const struct page *page) {
  return DMA_VERIFY(is_highmem, (unsigned long)page);
}
static inline bool pfn_valid(unsigned long pfn) { return DMA_VERIFY(pfn_valid, pfn); }
static inline bool use_dma_iommu(struct device *dev) { return DMA_VERIFY(use_dma_iommu, dev); }
static inline int dev_to_node(struct device *dev) { return DMA_VERIFY(dev_to_node, dev); }
/* The allocator takes its own node for none. */
#define numa_node_id() NUMA_NO_NODE
#define numa_mem_id() NUMA_NO_NODE
#define dev_is_dma_coherent(dev) ((dev)->dma_coherent)

/* Scatter lists. */
static inline int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp) {
  return DMA_VERIFY(sg_alloc_table, table, nents, gfp);
}
static inline void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len,
                               unsigned int offset) {
  DMA_VERIFY(sg_set_page, sg, (unsigned long)page, len, offset);
}
static inline void sg_assign_page(struct scatterlist *sg, struct page *page) {
  sg->page_link = (sg->page_link & (SG_CHAIN | SG_END)) | (unsigned long)page;
}
static inline void sg_mark_end(struct scatterlist *sg) {
  sg->page_link = (sg->page_link & ~SG_CHAIN) | SG_END;
}
static inline void sg_unmark_end(struct scatterlist *sg) { sg->page_link &= ~SG_END; }
static inline void sg_init_table(struct scatterlist *sg, unsigned int nents) {
  __builtin_memset(sg, 0, nents * sizeof(*sg));
  sg_mark_end(&sg[nents - 1]);
}
static inline void sg_free_table(struct sg_table *table) { DMA_VERIFY(sg_free_table, table); }
static inline struct page *sg_page(const struct scatterlist *sg) {
  return (struct page *)(sg->page_link & ~3UL);
}
static inline dma_addr_t sg_phys(struct scatterlist *sg) {
  return page_to_phys(sg_page(sg)) + sg->offset;
}
#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)
#define sg_is_chain(sg) (((sg)->page_link & SG_CHAIN) != 0)
#define sg_is_last(sg) (((sg)->page_link & SG_END) != 0)
#define sg_virt(sg) (page_address(sg_page(sg)) + (sg)->offset)
static inline struct scatterlist *sg_next(struct scatterlist *sg) {
  return sg->page_link & SG_END ? NULL : sg + 1;
}
#define for_each_sg(list, sg, nr, i) for (i = 0, sg = (list); i < (nr); i++, sg = sg_next(sg))
#define for_each_sgtable_sg(table, sg, i) for_each_sg((table)->sgl, sg, (table)->orig_nents, i)

/* User mappings. */
static inline pgprot_t dma_pgprot(struct device *dev, pgprot_t prot, unsigned long attrs) {
  return __pgprot(DMA_VERIFY(dma_pgprot, dev, prot.pgprot, attrs));
}
static inline int dma_mmap_from_dev_coherent(struct device *dev, struct vm_area_struct *vma,
                                             void *vaddr, size_t size, int *ret) {
  return DMA_VERIFY(dma_mmap_from_dev_coherent, dev, vma, (unsigned long)vaddr, size, ret);
}
static inline int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
                                  unsigned long size, pgprot_t prot) {
  return DMA_VERIFY(remap_pfn_range, vma, addr, pfn, size, prot.pgprot);
}
static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags) {
  vma->vm_flags |= flags;
}
static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear) {
  vma->vm_flags = (vma->vm_flags | set) & ~clear;
}
static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags) {
  vma->vm_flags &= ~flags;
}

/* Pages. */
static inline struct page *dma_alloc_contiguous(struct device *dev, size_t size, gfp_t gfp) {
  return (struct page *)DMA_VERIFY(dma_alloc_contiguous, dev, size, gfp);
}
/* Newer kernels give it attributes too, of which none changes what is allocated. */
#define dma_alloc_contiguous(dev, size, gfp, ...)                                                  \
  ({                                                                                               \
    __VA_OPT__((void)(__VA_ARGS__);)                                                               \
    dma_alloc_contiguous(dev, size, gfp);                                                          \
  })
static inline void dma_free_contiguous(struct device *dev, struct page *page, size_t size) {
  DMA_VERIFY(dma_free_contiguous, dev, (unsigned long)page, size);
}
static inline struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order) {
  return (struct page *)DMA_VERIFY(alloc_pages_node, nid, gfp, order);
}
static inline struct page *alloc_pages(gfp_t gfp, unsigned int order) {
  return alloc_pages_node(NUMA_NO_NODE, gfp, order);
}
#define alloc_pages_node_noprof(nid, gfp, order) alloc_pages_node(nid, gfp, order)
#define alloc_pages_noprof(gfp, order) alloc_pages(gfp, order)
#define alloc_page(gfp) alloc_pages(gfp, 0)
static inline void __free_pages(struct page *page, unsigned int order) {
  DMA_VERIFY(free_pages, (unsigned long)page, order);
}
#define __free_page(page) __free_pages((page), 0)
static inline void free_pages(unsigned long addr, unsigned int order) {
  if (addr)
    __free_pages(virt_to_page(addr), order);
}

static inline unsigned long __get_free_pages(gfp_t gfp, unsigned int order) {
  struct page *page = alloc_pages(gfp & ~__GFP_HIGHMEM, order);

  return page ? (unsigned long)page_address(page) : 0;
}
#define __get_free_page(gfp) __get_free_pages((gfp), 0)
#define get_zeroed_page(gfp) __get_free_page((gfp) | __GFP_ZERO)
/* The pages that `size` needs, each a block of its own; the others of the block are given back. A
 * file that also releases pages in this way is not simulated. */
#ifdef DMA_VERIFY_FILE_NAMES_free_pages_exact
void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp);
void free_pages_exact(void *address, size_t size);
#else
static inline void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp) {
  const unsigned int order = get_order(size);
  struct page *page = alloc_pages_node(nid, gfp & ~(__GFP_COMP | __GFP_HIGHMEM), order);
  unsigned long used = PAGE_ALIGN(size) >> PAGE_SHIFT;

  if (!page)
    return NULL;
  for (unsigned int part; used != 0 && used < 1UL << order; used += 1UL << part) {
    part = __builtin_ctzl(used); /* the next aligned part of it */
    __free_pages(page + used, part);
  }
  return page_address(page);
}
#endif
#define alloc_pages_exact(size, gfp) alloc_pages_exact_nid(NUMA_NO_NODE, (size), (gfp))

/* Mappings: a page and an offset, or the physical address, are the same event. */
static inline dma_addr_t iommu_dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
                                            enum dma_data_direction dir, unsigned long attrs) {
  return DMA_VERIFY(map, 1, dev, phys, size, dir, attrs);
}
static inline void iommu_dma_unmap_phys(struct device *dev, dma_addr_t handle, size_t size,
                                        enum dma_data_direction dir, unsigned long attrs) {
  DMA_VERIFY(unmap, 1, dev, handle, size, dir, attrs);
}
static inline dma_addr_t iommu_dma_map_page(struct device *dev, struct page *page,
                                            unsigned long offset, size_t size,
                                            enum dma_data_direction dir, unsigned long attrs) {
  return iommu_dma_map_phys(dev, page_to_phys(page) + offset, size, dir, attrs);
}
static inline void iommu_dma_unmap_page(struct device *dev, dma_addr_t handle, size_t size,
                                        enum dma_data_direction dir, unsigned long attrs) {
  iommu_dma_unmap_phys(dev, handle, size, dir, attrs);
}
static dma_addr_t dma_verify_map_phys(struct device *dev, phys_addr_t phys, size_t size,
                                      enum dma_data_direction dir, unsigned long attrs) {
  DMA_VERIFY_CALLED_BY_ADDRESS();
  return DMA_VERIFY(map, 0, dev, phys, size, dir, attrs);
}
static dma_addr_t dma_verify_map_page(struct device *dev, struct page *page, unsigned long offset,
                                      size_t size, enum dma_data_direction dir,
                                      unsigned long attrs) {
  const phys_addr_t phys = page_to_phys(page) + offset;

  DMA_VERIFY_CALLED_BY_ADDRESS();
  return DMA_VERIFY(map, 0, dev, phys, size, dir, attrs);
}
static void dma_verify_unmap(struct device *dev, dma_addr_t handle, size_t size,
                             enum dma_data_direction dir, unsigned long attrs) {
  DMA_VERIFY_CALLED_BY_ADDRESS();
  DMA_VERIFY(unmap, 0, dev, handle, size, dir, attrs);
}
/* Drivers may set operations of one kind only. */
#ifdef DMA_VERIFY_WITHOUT_map_page
#define DMA_VERIFY_BY_PAGE(operation) 0
#else
#define DMA_VERIFY_BY_PAGE(operation) operation
#endif
#ifdef DMA_VERIFY_WITHOUT_map_phys
#define DMA_VERIFY_BY_PHYS(operation) 0
#else
#define DMA_VERIFY_BY_PHYS(operation) operation
#endif
static const struct dma_map_ops dma_verify_ops_table[] = {
    {0},
    {DMA_VERIFY_BY_PAGE(dma_verify_map_page), DMA_VERIFY_BY_PAGE(dma_verify_unmap),
     DMA_VERIFY_BY_PHYS(dma_verify_map_phys), DMA_VERIFY_BY_PHYS(dma_verify_unmap)},
    {DMA_VERIFY_BY_PAGE(dma_verify_map_page), 0, DMA_VERIFY_BY_PHYS(dma_verify_map_phys), 0},
};
static inline const struct dma_map_ops *get_dma_ops(struct device *dev) {
  const enum dma_verify_ops ops = DMA_VERIFY(get_dma_ops, dev);

  return ops == DMA_VERIFY_OPS_NULL ? NULL : &dma_verify_ops_table[ops];
}
static inline int dma_mapping_error(struct device *dev, dma_addr_t handle) {
  (void)dev;
  return handle == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

/* Memory. What is written to kernel addresses is an effect; anything else is the caller's or the
 * file's own and is only written. */
static inline void *dma_verify_memset(void *to, int value, size_t size) {
  if (!DMA_VERIFY(memset, to, value, size))
    __builtin_memset(to, value, size);
  return to;
}
#define memset(to, value, size) dma_verify_memset((void *)(to), (value), (size))
/* Values of more bytes than one are known to the simulated memory as far as all bytes are alike. */
static inline void *memset64(u64 *to, u64 value, size_t count) {
  if (value != (value & 0xff) * 0x0101010101010101ULL)
    DMA_VERIFY(unmodelled, "memset64 of different bytes");
  return memset(to, value & 0xff, count * sizeof(*to));
}
static inline void *memset32(u32 *to, u32 value, size_t count) {
  if (value != (value & 0xff) * 0x01010101U)
    DMA_VERIFY(unmodelled, "memset32 of different bytes");
  return memset(to, value & 0xff, count * sizeof(*to));
}
static inline void *memset_l(unsigned long *to, unsigned long value, size_t count) {
  return memset64((u64 *)to, value, count);
}
#define memzero_explicit(to, size) ((void)memset(to, 0, size))
#define clear_page(to) ((void)memset(to, 0, PAGE_SIZE))
#define clear_pages(to, pages) ((void)memset(to, 0, (size_t)(pages) << PAGE_SHIFT))
/* A page's address for a while, also that of a high-memory page. */
static inline void *dma_verify_kmap(const struct page *page) {
  if (dma_verify_is_low_memory(page))
    return dma_verify_low_memory(page);
  return (void *)DMA_VERIFY(kmap, (unsigned long)page);
}
static inline void *kmap_local_page(const struct page *page) {
  DMA_VERIFY(page_mapped, 1);
  return dma_verify_kmap(page);
}
#define kmap(page)                                                                                 \
  ({                                                                                               \
    DMA_VERIFY_MAY_SLEEP("kmap");                                                                  \
    kmap_local_page(page);                                                                         \
  })
#define kmap_atomic(page) kmap_local_page(page)
static inline void kunmap_local(const void *address) {
  (void)address;
  DMA_VERIFY(page_mapped, 0);
}
#define kunmap(page) kunmap_local(page)
#define kunmap_atomic(address) kunmap_local(address)
#define clear_highpage(page) clear_page(dma_verify_kmap(page))
#define clear_user_highpage(page, vaddr) clear_highpage(page)
static inline void memzero_page(struct page *page, size_t offset, size_t len) {
  memset(dma_verify_kmap(page) + offset, 0, len);
}
static inline void memset_page(struct page *page, size_t offset, int value, size_t len) {
  memset(dma_verify_kmap(page) + offset, value, len);
}
#define zero_user(page, start, size) memzero_page(page, start, size)
/* A folio is its first page. */
#define folio_page(folio, n) ((struct page *)(folio) + (n))
#define folio_address(folio) page_address(folio_page(folio, 0))
#define folio_pfn(folio) page_to_pfn(folio_page(folio, 0))
static inline void folio_zero_range(struct folio *folio, size_t start, size_t length) {
  memzero_page(folio_page(folio, 0), start, length);
}
static inline void folio_zero_segment(struct folio *folio, size_t start, size_t end) {
  folio_zero_range(folio, start, end - start);
}
#undef inline
#endif

#endif
