// SPDX-License-Identifier: GPL-2.0-only
/* Our own helpers in the form of Linux 7.3: the offset of the VMA is asked for, not read. */
#include <linux/dma-map-ops.h>
#include <linux/iommu-dma.h>

static inline struct page *page_behind(void *buffer) {
  return is_vmalloc_addr(buffer) ? vmalloc_to_page(buffer) : virt_to_page(buffer);
}

int dma_common_get_sgtable(struct device *device, struct sg_table *table, void *buffer,
                           dma_addr_t bus, size_t bytes, unsigned long attributes) {
  struct page *const first = page_behind(buffer);
  int error = sg_alloc_table(table, 1, GFP_KERNEL);

  if (!error)
    sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);
  return error;
}

int dma_common_mmap(struct device *device, struct vm_area_struct *area, void *buffer,
                    dma_addr_t bus, size_t bytes, unsigned long attributes) {
#ifdef CONFIG_MMU
  const unsigned long available = PAGE_ALIGN(bytes) >> PAGE_SHIFT;
  const unsigned long from = vma_start_pgoff(area), to = from + vma_pages(area);
  struct page *const first = page_behind(buffer);
  int answer = 0;

  area->vm_page_prot = dma_pgprot(device, area->vm_page_prot, attributes);
  if (dma_mmap_from_dev_coherent(device, area, buffer, bytes, &answer))
    return answer;
  if (from >= available || to > available)
    return -ENXIO;
  return remap_pfn_range(area, area->vm_start, page_to_pfn(first) + from, (to - from) << PAGE_SHIFT,
                         area->vm_page_prot);
#else
  return -ENXIO;
#endif
}

struct page *dma_common_alloc_pages(struct device *device, size_t bytes, dma_addr_t *bus,
                                    enum dma_data_direction direction, gfp_t gfp) {
  const unsigned long attributes = DMA_ATTR_SKIP_CPU_SYNC;
  struct page *block = dma_alloc_contiguous(device, bytes, gfp);
  phys_addr_t start;

  if (!block)
    block = alloc_pages_node(dev_to_node(device), gfp, get_order(bytes));
  if (!block)
    return block;
  start = page_to_phys(block);
  if (!use_dma_iommu(device))
    *bus = get_dma_ops(device)->map_phys(device, start, bytes, direction, attributes);
  else
    *bus = iommu_dma_map_phys(device, start, bytes, direction, attributes);
  if (*bus == DMA_MAPPING_ERROR) {
    dma_free_contiguous(device, block, bytes);
    return NULL;
  }
  memset(page_address(block), 0, bytes);
  return block;
}

void dma_common_free_pages(struct device *device, size_t bytes, struct page *block, dma_addr_t bus,
                           enum dma_data_direction direction) {
  if (use_dma_iommu(device)) {
    iommu_dma_unmap_phys(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  } else if (get_dma_ops(device)->unmap_phys) {
    get_dma_ops(device)->unmap_phys(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  }
  dma_free_contiguous(device, block, bytes);
}
