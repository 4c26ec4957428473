// SPDX-License-Identifier: GPL-2.0-only
#include "properties/assumptions.h"

#include <array>

namespace dma_verify {
namespace {

using enum Assumption;

constexpr std::array<AssumptionText, 14> kTexts = {{
    {A1, "A1", "the device is not NULL", true},
    {A2, "A2", "size is a multiple of the page size", false},
    {A3, "A3", "gfp has no zone bit and no __GFP_COMP", false},
    {A4, "A4", "the context may sleep if gfp may", true},
    {A5, "A5", "the device uses dma-iommu, or has an ops table with a map operation", true},
    {A6, "A6", "mapping fails with all ones in the width of dma_addr_t, leaving no mapping", true},
    {A7, "A7", "free gets the device, size, page, handle and direction of the allocation", false},
    {A8, "A8", "blocks handed out are low memory, of less than 2^32 pages, and do not overlap",
     false},
    {M1, "M1", "cpu_addr is what the allocation returned: page aligned, linear or vmalloc", false},
    {M2, "M2", "the buffer is physically contiguous", false},
    {M3, "M3", "the buffer has struct pages", true},
    {M4, "M4", "cpu_addr is an address, not a cookie", true},
    {M6, "M6", "the VMA is not empty and is page aligned", false},
    {M7, "M7", "size <= 2^N - PAGE_SIZE; for get_sgtable PAGE_ALIGN(size) < 2^32", false},
}};

constexpr std::array kSgtableContract = {M1, M2, M3, M4, M7};
constexpr std::array kMmapContract = {M1, M2, M4, M6, M7};
constexpr std::array kAllocContract = {A1, A2, A3, A4, A5, A6, A8};
constexpr std::array kFreeContract = {A1, A2, A5, A7, A8};

} // namespace

std::span<const AssumptionText> assumption_texts() { return kTexts; }

const AssumptionText &text_of(Assumption assumption) {
  for (const AssumptionText &text : kTexts) {
    if (text.assumption == assumption)
      return text;
  }
  return kTexts.front();
}

std::span<const Assumption> contract_of(Call call) {
  switch (call) {
  case Call::get_sgtable:
    return kSgtableContract;
  case Call::mmap:
    return kMmapContract;
  case Call::alloc_pages:
    return kAllocContract;
  case Call::free_pages:
    return kFreeContract;
  }
  return {};
}

} // namespace dma_verify
