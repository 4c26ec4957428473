// SPDX-License-Identifier: GPL-2.0-only
// What the contained process of a C file says that it saw: any bytes are an observation that is
// written and read as the same again, or the reason why not.
#include "harness/subjects/reported.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's
  const auto read = process::decode<StoredObservation>(bytes);
  const auto *observation = std::get_if<StoredObservation>(&read);
  if (observation == nullptr)
    return 0;
  const std::string written = process::encode(*observation);
  const auto again = process::decode<StoredObservation>(written);
  const auto *same = std::get_if<StoredObservation>(&again);
  if (same == nullptr || process::encode(*same) != written)
    std::abort();
  return 0;
}
