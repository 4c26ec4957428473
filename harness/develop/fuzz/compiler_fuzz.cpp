// SPDX-License-Identifier: GPL-2.0-only
// What a compiler prints, of a hostile file: any text is read, and what is found lies in it.
#include "harness/subjects/compiler/diagnostics.h"
#include "harness/subjects/compiler/preprocessed.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's
  for (const Diagnostic &diagnostic : diagnostics_in(text)) {
    if (diagnostic.message.size() > size || diagnostic.file.size() > size)
      std::abort();
    (void)name_not_found(diagnostic);
    (void)is_promoted_warning(diagnostic);
  }
  (void)large_frames_in(text);
  const PreprocessedFile file(text, "file.c");
  const auto items = items_in(file.text());
  if (!items)
    return 0;
  for (const FileItem &item : *items) {
    if (item.begin > item.end || item.end > file.text().size() ||
        (item.body && (*item.body < item.begin || *item.body >= item.end)))
      std::abort();
  }
  return 0;
}
