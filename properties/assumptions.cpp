// SPDX-License-Identifier: GPL-2.0-only
#include "properties/assumptions.h"

#include <array>

namespace dma_verify {
namespace {

using enum Assumption;

constexpr std::array<AssumptionText, 19> kTexts = {{
    {A1, "A1", "the device is not NULL", true},
    {A2, "A2", "size is a multiple of the page size", false},
    {A3, "A3", "gfp has no zone bit and no __GFP_COMP", false},
    {A4, "A4", "the context may sleep if gfp may", true},
    {A5, "A5", "the device uses dma-iommu, or has an ops table with a map operation", true},
    {A6, "A6", "mapping fails with all ones in the width of dma_addr_t, leaving no mapping", false},
    {A7, "A7", "free gets the device, size, page, handle and direction of the allocation", false},
    {A8, "A8", "blocks handed out are low memory, of less than 2^32 pages, and do not overlap",
     false},
    {A9, "A9", "a mapping of whole pages uses no bounce buffer", false},
    {M1, "M1", "cpu_addr, page aligned, and size are those of the allocation", false},
    {M2, "M2", "the buffer is physically contiguous", false},
    {M3, "M3", "the buffer has struct pages, or lies in a device pool that claims it", false},
    {M4, "M4", "cpu_addr is an address, not a cookie of DMA_ATTR_NO_KERNEL_MAPPING", false},
    {M5, "M5", "the allocator zeroed every page of the buffer", false},
    {M6, "M6", "the VMA is not empty and is page aligned", false},
    {M7, "M7", "size <= 2^N - PAGE_SIZE; for get_sgtable PAGE_ALIGN(size) < 2^32", false},
    {M8, "M8", "the VMA is not copy-on-write: shared, or never writable", false},
    {P1, "P1", "cpu_addr + size does not wrap", false},
    {P2, "P2", "a described pool has 1 to 2^31 - 1 pages, within its addresses and frames", false},
}};

} // namespace

std::span<const AssumptionText> assumption_texts() { return kTexts; }

const AssumptionText &text_of(Assumption assumption) {
  for (const AssumptionText &text : kTexts) {
    if (text.assumption == assumption)
      return text;
  }
  return kTexts.front();
}

} // namespace dma_verify
