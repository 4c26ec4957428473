// SPDX-License-Identifier: GPL-2.0-only
// Headers of a kernel tree: what is found in any text is a part of it.
#include "harness/subjects/kernel_tree/header_text.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's type
  const auto check = [&](const std::optional<std::string> &found, std::size_t added) {
    if (found && text.find(found->substr(0, found->size() - added)) == std::string::npos)
      std::abort();
  };
  check(macro_in(text, "PAGE_ALIGN"), 1);
  check(function_in(text, "get_order"), 0);
  check(enumeration_in(text, "dma_data_direction"), 1);
  if (with_renamed(text, "DMA_", "dma_data_direction", "").size() != text.size())
    std::abort();
  return 0;
}
