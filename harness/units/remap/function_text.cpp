// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/function_text.h"

#include "model/remap/helpers.h"

namespace dma_verify::remap {
namespace {

constexpr cli::ParameterText kAddress = {"cpu_addr", "kernel address of the mapping"};
constexpr cli::ParameterText kSize = {"size", "bytes of the buffer, rounded up to whole pages"};
constexpr cli::ParameterText kProtection = {"prot", "protection of the mapping"};
constexpr cli::ParameterText kCaller = {"caller", "code address of the caller, not looked at"};

} // namespace

std::vector<cli::FunctionText> function_texts() {
  return {
      {Helper::find_pages,
       "find the pages of a DMA mapping",
       {{"cpu_addr", "kernel address inside the mapping"}},
       "the array that dma_common_pages_remap() was given, or NULL if the address is in no "
       "mapping of that function."},
      {Helper::pages_remap,
       "map an array of pages into kernel addresses",
       {{"pages", "array with a pointer for each page; must live as long as the mapping"},
        kSize,
        kProtection,
        kCaller},
       "the address of the mapping, or NULL."},
      {Helper::contiguous_remap,
       "map contiguous pages into kernel addresses",
       {{"page", "first page of the block"}, kSize, kProtection, kCaller},
       "the address of the mapping, or NULL."},
      {Helper::free_remap,
       "remove a mapping made by the remap functions",
       {kAddress, {"size", "bytes of the buffer, not looked at"}},
       ""},
  };
}

} // namespace dma_verify::remap
