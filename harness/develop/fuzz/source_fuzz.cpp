// SPDX-License-Identifier: GPL-2.0-only
// Verified C files, before they are compiled: any text is read, and its tokens are no longer than
// it.
#include "harness/subjects/source_text.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's
  const SourceText source = read_source(text);
  if (source.tokens.size() > size || source.names.size() > size || source.includes.size() > size)
    std::abort();
  return 0;
}
