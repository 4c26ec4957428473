// SPDX-License-Identifier: GPL-2.0-only
/* Our own helpers in the form of Linux 6.12: dma-iommu is called directly, everything by page. */
#include <linux/dma-map-ops.h>
#include <linux/iommu-dma.h>

static struct page *page_behind(void *buffer) {
  struct page *page;

  if (is_vmalloc_addr(buffer))
    page = vmalloc_to_page(buffer);
  else
    page = virt_to_page(buffer);
  return page;
}

int dma_common_get_sgtable(struct device *device, struct sg_table *table, void *buffer,
                           dma_addr_t bus, size_t bytes, unsigned long attributes) {
  struct page *first = page_behind(buffer);
  const int error = sg_alloc_table(table, 1, GFP_KERNEL);

  if (error == 0)
    sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);
  return error;
}

#ifdef CONFIG_MMU
static bool inside(unsigned long from, unsigned long pages, unsigned long available) {
  return from < available && pages <= available - from;
}
#endif

int dma_common_mmap(struct device *device, struct vm_area_struct *area, void *buffer,
                    dma_addr_t bus, size_t bytes, unsigned long attributes) {
  int answer = -ENXIO;

#ifdef CONFIG_MMU
  const unsigned long wanted = vma_pages(area);
  struct page *first = page_behind(buffer);

  area->vm_page_prot = dma_pgprot(device, area->vm_page_prot, attributes);
  if (!dma_mmap_from_dev_coherent(device, area, buffer, bytes, &answer) &&
      inside(area->vm_pgoff, wanted, PAGE_ALIGN(bytes) >> PAGE_SHIFT))
    answer = remap_pfn_range(area, area->vm_start, page_to_pfn(first) + area->vm_pgoff,
                             wanted << PAGE_SHIFT, area->vm_page_prot);
#endif
  return answer;
}

struct page *dma_common_alloc_pages(struct device *device, size_t bytes, dma_addr_t *bus,
                                    enum dma_data_direction direction, gfp_t gfp) {
  const struct dma_map_ops *table = get_dma_ops(device);
  struct page *block = dma_alloc_contiguous(device, bytes, gfp);

  if (!block)
    block = alloc_pages_node(dev_to_node(device), gfp, get_order(bytes));
  if (!block)
    return NULL;
  *bus = use_dma_iommu(device)
             ? iommu_dma_map_page(device, block, 0, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC)
             : table->map_page(device, block, 0, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  if (*bus != DMA_MAPPING_ERROR) {
    memset(page_address(block), 0, bytes);
    return block;
  }
  dma_free_contiguous(device, block, bytes);
  return NULL;
}

void dma_common_free_pages(struct device *device, size_t bytes, struct page *block, dma_addr_t bus,
                           enum dma_data_direction direction) {
  if (use_dma_iommu(device)) {
    iommu_dma_unmap_page(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  } else {
    const struct dma_map_ops *table = get_dma_ops(device);

    if (table->unmap_page)
      table->unmap_page(device, bus, bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);
  }
  dma_free_contiguous(device, block, bytes);
}
