// SPDX-License-Identifier: GPL-2.0-only
// Counterexample files: any bytes are a counterexample that is written and read as the same again,
// or a complaint of one line.
#include "harness/counterexamples/files/counterexample.h"

#include <cstdlib>

using namespace dma_verify;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's type
  const auto read = from_toml(text, "fuzz.toml");
  if (const auto *unusable = std::get_if<UnusableFile>(&read)) {
    if (unusable->message.empty() || unusable->message.find('\n') != std::string::npos)
      std::abort();
    return 0;
  }
  const std::string written = to_toml(std::get<Counterexample>(read));
  const auto again = from_toml(written, "written.toml");
  const auto *same = std::get_if<Counterexample>(&again);
  if (same == nullptr || to_toml(*same) != written)
    std::abort();
  return 0;
}
