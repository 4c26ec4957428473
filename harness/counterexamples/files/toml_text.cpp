// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/files/toml_text.h"

#include <fmt/format.h>

namespace dma_verify {

std::string toml_quoted(const std::string &text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\u{:04X}", byte);
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string toml_line(std::string_view key, const std::string &value) {
  const bool bare = key.find('.') == std::string_view::npos;
  return (bare ? std::string(key) : toml_quoted(std::string(key))) + " = " + value + "\n";
}

} // namespace dma_verify
