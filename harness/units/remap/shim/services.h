/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of services through which a compiled remap.c reaches the simulated kernel. Plain types
 * only: C reads it as C, the harness as C++. */
#ifndef DMA_VERIFY_SERVICES_H
#define DMA_VERIFY_SERVICES_H

#ifdef __cplusplus
extern "C" {
#endif

/* Layout shared with the harness. */
struct dma_verify_vm_struct {
  void *next;
  unsigned long addr, size, flags;
  void *pages;
  unsigned int nr_pages;
  unsigned long long phys_addr;
  const void *caller;
};

/* Which allocator serves memory, and which takes it back. */
enum dma_verify_allocator { REMAP_KVMALLOC, REMAP_KMALLOC, REMAP_VMALLOC };

/* Struct pages between the two parts of a split memmap. */
#define REMAP_MEMMAP_GAP 16UL

/* `self` is the table. Arrays are real memory; other kernel addresses are numbers. */
struct dma_verify_remap_services {
  void (*unmodelled)(const struct dma_verify_remap_services *self, const char *name);
  void (*bug)(const struct dma_verify_remap_services *self, const char *what);
  void (*warn)(const struct dma_verify_remap_services *self);

  void *(*allocate)(const struct dma_verify_remap_services *self, int allocator, unsigned long n,
                    unsigned long size, unsigned int gfp);
  void (*release)(const struct dma_verify_remap_services *self, int allocator, const void *address);
  void *(*find_vm_area)(const struct dma_verify_remap_services *self, unsigned long address);
  unsigned long (*vmap)(const struct dma_verify_remap_services *self, void *pages,
                        unsigned int count, unsigned long flags, unsigned long prot);
  void (*vunmap)(const struct dma_verify_remap_services *self, unsigned long address);
  /* Ends the case as unmodelled if this is not memory of the file or an array. */
  void (*demand_memory)(const struct dma_verify_remap_services *self, const void *address);

  /* The first frame of the second part of the memmap; all ones if it is one array. */
  unsigned long next_part;

  /* Only on terms, where it is not known which one it is. */
  unsigned long (*page_to_pfn)(const struct dma_verify_remap_services *self, const void *page);
  void *(*pfn_to_page)(const struct dma_verify_remap_services *self, unsigned long pfn);
};

#ifdef __cplusplus
}
#else /* C: the kernel's functions, by way of the table. */
/* What is inline here becomes part of the file's own functions, so that the place of a service's
 * call is in them. */
#ifndef DMA_VERIFY_ON_TERMS
#define inline inline __attribute__((__always_inline__))
#endif
#define DMA_VERIFY_TABLE struct dma_verify_remap_services
#define DMA_VERIFY_WARNED() DMA_VERIFY(warn)
#include "kernel.h"

#include "vmalloc_facts.h"

struct vm_struct {
  struct vm_struct *next;
  void *addr;
  unsigned long size;
  unsigned long flags;
  struct page **pages;
  unsigned int nr_pages;
  phys_addr_t phys_addr;
  const void *caller;
};
#if DMA_VERIFY_WORD_BITS == 64 /* as the harness has them */
_Static_assert(sizeof(struct vm_struct) == sizeof(struct dma_verify_vm_struct), "one layout");
#endif

/* What the file defines. */
struct page **dma_common_find_pages(void *cpu_addr);
void *dma_common_pages_remap(struct page **pages, size_t size, pgprot_t prot, const void *caller);
void *dma_common_contiguous_remap(struct page *page, size_t size, pgprot_t prot,
                                  const void *caller);
void dma_common_free_remap(void *cpu_addr, size_t size);

/* Struct pages. A pointer is a number that is never followed; the memmap may have two parts. */
#ifdef DMA_VERIFY_ON_TERMS
static inline unsigned long page_to_pfn(const struct page *page) {
  return DMA_VERIFY(page_to_pfn, page);
}
static inline struct page *pfn_to_page(unsigned long pfn) { return DMA_VERIFY(pfn_to_page, pfn); }
#else
static inline unsigned long page_to_pfn(const struct page *page) {
  const unsigned long slot = ((unsigned long)page - DMA_VERIFY_PAGES) / DMA_VERIFY_PAGE_BYTES;

  return slot < dma_verify_services->next_part ? slot : slot - REMAP_MEMMAP_GAP;
}
static inline struct page *pfn_to_page(unsigned long pfn) {
  if (pfn >= dma_verify_services->next_part)
    pfn += REMAP_MEMMAP_GAP;
  return (struct page *)(DMA_VERIFY_PAGES + pfn * DMA_VERIFY_PAGE_BYTES);
}
#endif
#define nth_page(page, n) pfn_to_page(page_to_pfn(page) + (n))
#define page_to_phys(page) PFN_PHYS(page_to_pfn(page))
#define phys_to_page(phys) pfn_to_page(PHYS_PFN(phys))
#define __pfn_to_phys(pfn) PFN_PHYS(pfn)
#define __phys_to_pfn(phys) PHYS_PFN(phys)
#define page_folio(page) ((struct folio *)(page))
#define compound_head(page) (page)

/* Memory. */
#define kvmalloc_array(n, size, gfp) DMA_VERIFY(allocate, REMAP_KVMALLOC, n, size, gfp)
#define kvcalloc(n, size, gfp) kvmalloc_array(n, size, (gfp) | __GFP_ZERO)
#define kvmalloc(size, gfp) kvmalloc_array(size, 1, gfp)
#define kvzalloc(size, gfp) kvmalloc(size, (gfp) | __GFP_ZERO)
#define kvmalloc_node(size, gfp, node) ((void)(node), kvmalloc(size, gfp))
#define kvmalloc_array_node(n, size, gfp, node) ((void)(node), kvmalloc_array(n, size, gfp))
#define kmalloc_array(n, size, gfp) DMA_VERIFY(allocate, REMAP_KMALLOC, n, size, gfp)
#define kcalloc(n, size, gfp) kmalloc_array(n, size, (gfp) | __GFP_ZERO)
#define kmalloc(size, gfp) kmalloc_array(size, 1, gfp)
#define kzalloc(size, gfp) kmalloc(size, (gfp) | __GFP_ZERO)
#define kmalloc_node(size, gfp, node) ((void)(node), kmalloc(size, gfp))
#define kmalloc_array_node(n, size, gfp, node) ((void)(node), kmalloc_array(n, size, gfp))
#define vmalloc_array(n, size) DMA_VERIFY(allocate, REMAP_VMALLOC, n, size, GFP_KERNEL)
#define vcalloc(n, size) DMA_VERIFY(allocate, REMAP_VMALLOC, n, size, GFP_KERNEL | __GFP_ZERO)
#define vmalloc(size) vmalloc_array(size, 1)
#define vzalloc(size) vcalloc(size, 1)
/* The gfp argument may be left out. */
#define DMA_VERIFY_GFP(gfp, ...) gfp
#define kvmalloc_objs(type, n, ...)                                                                \
  ((typeof(type) *)kvmalloc_array(n, sizeof(type),                                                 \
                                  DMA_VERIFY_GFP(__VA_ARGS__ __VA_OPT__(, ) GFP_KERNEL)))
#define kmalloc_objs(type, n, ...)                                                                 \
  ((typeof(type) *)kmalloc_array(n, sizeof(type),                                                  \
                                 DMA_VERIFY_GFP(__VA_ARGS__ __VA_OPT__(, ) GFP_KERNEL)))
static inline void kvfree(const void *address) { DMA_VERIFY(release, REMAP_KVMALLOC, address); }
static inline void kfree(const void *address) { DMA_VERIFY(release, REMAP_KMALLOC, address); }
static inline void vfree(const void *address) { DMA_VERIFY(release, REMAP_VMALLOC, address); }
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))
DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(vfree, void *, if (!IS_ERR_OR_NULL(_T)) vfree(_T))

/* Areas of kernel addresses. */
static inline struct vm_struct *find_vm_area(const void *address) {
  return DMA_VERIFY(find_vm_area, (unsigned long)address);
}
static inline void *vmap(struct page **pages, unsigned int count, unsigned long flags,
                         pgprot_t prot) {
  return (void *)DMA_VERIFY(vmap, pages, count, flags, prot.pgprot);
}
static inline void vunmap(const void *address) { DMA_VERIFY(vunmap, (unsigned long)address); }
static inline size_t get_vm_area_size(const struct vm_struct *area) {
  return area->flags & VM_NO_GUARD ? area->size : area->size - PAGE_SIZE;
}
/* Two protections that differ from any that a caller gives. */
#define PAGE_KERNEL __pgprot(0x8000000000000163UL)
#define PAGE_KERNEL_NOCACHE __pgprot(0x800000000000017bUL)

static inline void *dma_verify_memset(void *to, int value, size_t size) {
  if (size != 0)
    DMA_VERIFY(demand_memory, to);
  return __builtin_memset(to, value, size);
}
#define memset(to, value, size) dma_verify_memset((void *)(to), (value), (size))

#undef inline
#endif

#endif
