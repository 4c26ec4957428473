// SPDX-License-Identifier: GPL-2.0-only
/* Our own helpers in the form of Linux 6.1: a DMA area is one with no other flag;
 * pages are counted by their frames. */
#include <linux/dma-map-ops.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static bool is_dma_area(const struct vm_struct *found) {
  return found && !(found->flags != VM_DMA_COHERENT);
}

struct page **dma_common_find_pages(void *buffer) {
  struct vm_struct *found = find_vm_area(buffer);

  if (is_dma_area(found))
    return found->pages;
  return NULL;
}

void *dma_common_pages_remap(struct page **list, size_t bytes, pgprot_t protection,
                             const void *from) {
  void *mapped = vmap(list, PAGE_ALIGN(bytes) >> PAGE_SHIFT, VM_DMA_COHERENT, protection);

  if (!mapped)
    return NULL;
  find_vm_area(mapped)->pages = list;
  return mapped;
}

void *dma_common_contiguous_remap(struct page *first, size_t bytes, pgprot_t protection,
                                  const void *from) {
  const int wanted = PAGE_ALIGN(bytes) >> PAGE_SHIFT;
  struct page **list = kvmalloc_array(wanted, sizeof(*list), GFP_KERNEL);
  void *mapped = NULL;
  int at = 0;

  if (list) {
    while (at < wanted) {
      list[at] = nth_page(first, at);
      at++;
    }
    mapped = vmap(list, wanted, VM_DMA_COHERENT, protection);
    kvfree(list);
  }
  return mapped;
}

void dma_common_free_remap(void *buffer, size_t bytes) {
  if (is_dma_area(find_vm_area(buffer)))
    vunmap(buffer);
  else
    WARN(1, "no DMA area at %p\n", buffer);
}
