// SPDX-License-Identifier: GPL-2.0-only
/* Our own helpers in the form of Linux 6.19 to 7.2: everything is mapped by its physical address.
 */
#include <linux/dma-map-ops.h>
#include <linux/iommu-dma.h>

static struct page *page_behind(void *buffer) {
  if (!is_vmalloc_addr(buffer))
    return virt_to_page(buffer);
  return vmalloc_to_page(buffer);
}

int dma_common_get_sgtable(struct device *device, struct sg_table *table, void *buffer,
                           dma_addr_t bus, size_t bytes, unsigned long attributes) {
  struct page *first = page_behind(buffer);
  int error = sg_alloc_table(table, 1, GFP_KERNEL);

  if (unlikely(error))
    return error;
  sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);
  return error;
}

int dma_common_mmap(struct device *device, struct vm_area_struct *area, void *buffer,
                    dma_addr_t bus, size_t bytes, unsigned long attributes) {
#ifdef CONFIG_MMU
  const unsigned long available = PAGE_ALIGN(bytes) >> PAGE_SHIFT, wanted = vma_pages(area);
  const unsigned long from = area->vm_pgoff, pfn = page_to_pfn(page_behind(buffer));
  const pgprot_t protection = dma_pgprot(device, area->vm_page_prot, attributes);
  int answer;

  area->vm_page_prot = protection;
  if (dma_mmap_from_dev_coherent(device, area, buffer, bytes, &answer))
    return answer;
  if (from < available && wanted <= available - from)
    return remap_pfn_range(area, area->vm_start, pfn + from, wanted << PAGE_SHIFT, protection);
#endif
  return -ENXIO;
}

struct page *dma_common_alloc_pages(struct device *device, size_t bytes, dma_addr_t *bus,
                                    enum dma_data_direction direction, gfp_t gfp) {
  const struct dma_map_ops *table = get_dma_ops(device);
  struct page *block = dma_alloc_contiguous(device, bytes, gfp);
  dma_addr_t handle;

  if (!block) {
    block = alloc_pages_node(dev_to_node(device), gfp, get_order(bytes));
    if (!block)
      return NULL;
  }
  if (use_dma_iommu(device))
    handle =
        iommu_dma_map_phys(device, page_to_phys(block), bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  else
    handle = table->map_phys(device, page_to_phys(block), bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  *bus = handle;
  if (handle == DMA_MAPPING_ERROR) {
    dma_free_contiguous(device, block, bytes);
    return NULL;
  }
  memset(page_address(block), 0, bytes);
  return block;
}

void dma_common_free_pages(struct device *device, size_t bytes, struct page *block, dma_addr_t bus,
                           enum dma_data_direction direction) {
  const struct dma_map_ops *table = get_dma_ops(device);

  if (use_dma_iommu(device))
    iommu_dma_unmap_phys(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  else if (table->unmap_phys)
    table->unmap_phys(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  dma_free_contiguous(device, block, bytes);
}
