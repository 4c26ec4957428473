// SPDX-License-Identifier: GPL-2.0-only
/* Our own helpers in the form of Linux 6.1: every device has an ops table, which maps pages. */
#include <linux/dma-map-ops.h>

static struct page *page_behind(void *buffer) {
  return is_vmalloc_addr(buffer) ? vmalloc_to_page(buffer) : virt_to_page(buffer);
}

int dma_common_get_sgtable(struct device *device, struct sg_table *table, void *buffer,
                           dma_addr_t bus, size_t bytes, unsigned long attributes) {
  struct page *first = page_behind(buffer);
  int error = sg_alloc_table(table, 1, GFP_KERNEL);

  if (error)
    return error;
  sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);
  return 0;
}

int dma_common_mmap(struct device *device, struct vm_area_struct *area, void *buffer,
                    dma_addr_t bus, size_t bytes, unsigned long attributes) {
#ifndef CONFIG_MMU
  return -ENXIO;
#else
  const unsigned long available = PAGE_ALIGN(bytes) >> PAGE_SHIFT;
  const unsigned long wanted = vma_pages(area);
  struct page *first = page_behind(buffer);
  int answer;

  area->vm_page_prot = dma_pgprot(device, area->vm_page_prot, attributes);
  if (dma_mmap_from_dev_coherent(device, area, buffer, bytes, &answer))
    return answer;
  if (area->vm_pgoff >= available)
    return -ENXIO;
  if (wanted > available - area->vm_pgoff)
    return -ENXIO;
  return remap_pfn_range(area, area->vm_start, page_to_pfn(first) + area->vm_pgoff,
                         wanted << PAGE_SHIFT, area->vm_page_prot);
#endif
}

struct page *dma_common_alloc_pages(struct device *device, size_t bytes, dma_addr_t *bus,
                                    enum dma_data_direction direction, gfp_t gfp) {
  const struct dma_map_ops *table = get_dma_ops(device);
  struct page *block = dma_alloc_contiguous(device, bytes, gfp);

  if (!block)
    block = alloc_pages_node(dev_to_node(device), gfp, get_order(bytes));
  if (block) {
    *bus = table->map_page(device, block, 0, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
    if (*bus == DMA_MAPPING_ERROR) {
      dma_free_contiguous(device, block, bytes);
      block = NULL;
    } else {
      memset(page_address(block), 0, bytes);
    }
  }
  return block;
}

void dma_common_free_pages(struct device *device, size_t bytes, struct page *block, dma_addr_t bus,
                           enum dma_data_direction direction) {
  const struct dma_map_ops *table = get_dma_ops(device);

  if (table->unmap_page)
    table->unmap_page(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  dma_free_contiguous(device, block, bytes);
}
