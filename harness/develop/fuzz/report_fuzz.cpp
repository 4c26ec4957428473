// SPDX-License-Identifier: GPL-2.0-only
// What a child with tested code in it reports: any bytes are a report, or the reason why not.
#include "harness/engines/test/work_unit.h"
#include "harness/process/codec.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's
  const auto report = process::decode<UnitReport>(bytes);
  if (const auto *read = std::get_if<UnitReport>(&report)) {
    // Not compared byte for byte: a truth value may be given by any byte that is not 0.
    const std::string again = process::encode(*read);
    if (!std::holds_alternative<UnitReport>(process::decode<UnitReport>(again)))
      std::abort();
  }
  return 0;
}
