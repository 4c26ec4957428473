// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/function_text.h"

#include "model/ops_helpers/helpers.h"

namespace dma_verify::ops_helpers {
namespace {

constexpr cli::ParameterText kDevice = {"dev", "device that reaches the memory"};
constexpr cli::ParameterText kCpuAddress = {"cpu_addr", "kernel address of the buffer"};
constexpr cli::ParameterText kBusAddress = {"dma_addr", "bus address of the buffer, not looked at"};
constexpr cli::ParameterText kBufferSize = {"size", "bytes of the buffer"};
constexpr cli::ParameterText kBlockSize = {"size", "bytes of the block"};
constexpr cli::ParameterText kAttributes = {"attrs", "DMA_ATTR_* of the allocation"};
constexpr cli::ParameterText kDirection = {"dir", "direction in which the device moves data"};

} // namespace

std::vector<cli::FunctionText> function_texts() {
  return {
      {Helper::get_sgtable,
       "describe a DMA buffer by a scatter list",
       {kDevice, {"sgt", "table to fill"}, kCpuAddress, kBusAddress, kBufferSize, kAttributes},
       "0, or the error of sg_alloc_table()."},
      {Helper::mmap,
       "map a DMA buffer into user space",
       {kDevice,
        {"vma", "where to map, with the first page of the buffer in vm_pgoff"},
        kCpuAddress,
        kBusAddress,
        kBufferSize,
        kAttributes},
       "what the device's pool answers if it claims the buffer; otherwise what "
       "remap_pfn_range() answers, or -ENXIO for a request that is not inside the buffer, and "
       "always without CONFIG_MMU."},
      {Helper::alloc_pages,
       "allocate zeroed pages and map them for a device",
       {kDevice,
        kBlockSize,
        {"dma_handle", "gets the bus address"},
        kDirection,
        {"gfp", "flags of the allocation"}},
       "the first page, or NULL. What dma_handle points to is valid only with a page."},
      {Helper::free_pages,
       "unmap and free the pages of dma_common_alloc_pages()",
       {kDevice, kBlockSize, {"page", "first page"}, {"dma_handle", "bus address"}, kDirection},
       ""},
  };
}

} // namespace dma_verify::ops_helpers
