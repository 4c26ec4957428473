// SPDX-License-Identifier: GPL-2.0-only
/* Our own helpers in the form of Linux 6.18: dma-iommu takes physical addresses, ops still pages.
 */
#include <linux/dma-map-ops.h>
#include <linux/iommu-dma.h>

int dma_common_get_sgtable(struct device *device, struct sg_table *table, void *buffer,
                           dma_addr_t bus, size_t bytes, unsigned long attributes) {
  struct page *first = is_vmalloc_addr(buffer) ? vmalloc_to_page(buffer) : virt_to_page(buffer);
  int error;

  error = sg_alloc_table(table, 1, GFP_KERNEL);
  if (error)
    goto out;
  sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);
out:
  return error;
}

#ifdef CONFIG_MMU
int dma_common_mmap(struct device *device, struct vm_area_struct *area, void *buffer,
                    dma_addr_t bus, size_t bytes, unsigned long attributes) {
  struct page *first = is_vmalloc_addr(buffer) ? vmalloc_to_page(buffer) : virt_to_page(buffer);
  unsigned long left = PAGE_ALIGN(bytes) >> PAGE_SHIFT;
  const unsigned long skipped = area->vm_pgoff;
  int answer = -ENXIO;

  area->vm_page_prot = dma_pgprot(device, area->vm_page_prot, attributes);
  if (dma_mmap_from_dev_coherent(device, area, buffer, bytes, &answer))
    goto out;
  if (skipped >= left)
    goto out;
  left -= skipped;
  if (vma_pages(area) > left)
    goto out;
  answer = remap_pfn_range(area, area->vm_start, page_to_pfn(first) + skipped,
                           vma_pages(area) << PAGE_SHIFT, area->vm_page_prot);
out:
  return answer;
}
#else
int dma_common_mmap(struct device *device, struct vm_area_struct *area, void *buffer,
                    dma_addr_t bus, size_t bytes, unsigned long attributes) {
  return -ENXIO;
}
#endif

static dma_addr_t map_block(struct device *device, struct page *block, size_t bytes,
                            enum dma_data_direction direction) {
  const struct dma_map_ops *table = get_dma_ops(device);

  if (use_dma_iommu(device))
    return iommu_dma_map_phys(device, page_to_phys(block), bytes, direction,
                              DMA_ATTR_SKIP_CPU_SYNC);
  return table->map_page(device, block, 0, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
}

struct page *dma_common_alloc_pages(struct device *device, size_t bytes, dma_addr_t *bus,
                                    enum dma_data_direction direction, gfp_t gfp) {
  struct page *block = dma_alloc_contiguous(device, bytes, gfp);

  if (!block)
    block = alloc_pages_node(dev_to_node(device), gfp, get_order(bytes));
  if (!block)
    return NULL;
  *bus = map_block(device, block, bytes, direction);
  if (*bus == DMA_MAPPING_ERROR)
    goto unmapped;
  memset(page_address(block), 0, bytes);
  return block;

unmapped:
  dma_free_contiguous(device, block, bytes);
  return NULL;
}

void dma_common_free_pages(struct device *device, size_t bytes, struct page *block, dma_addr_t bus,
                           enum dma_data_direction direction) {
  const struct dma_map_ops *table = get_dma_ops(device);

  if (use_dma_iommu(device))
    iommu_dma_unmap_phys(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  else if (table->unmap_page)
    table->unmap_page(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  dma_free_contiguous(device, block, bytes);
}
