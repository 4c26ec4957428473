// SPDX-License-Identifier: GPL-2.0-only
// Records of results, in results.jsonl and in the cache: any line is a record that is written and
// read as the same again, or none.
#include "harness/results/record.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's type
  const auto record = record_from_json(text);
  if (!record)
    return 0;
  const std::string line = to_json_line(*record);
  const auto again = record_from_json(line);
  if (!again || to_json_line(*again) != line || line.find('\n') != std::string::npos)
    std::abort();
  return 0;
}
