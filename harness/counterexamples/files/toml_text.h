// SPDX-License-Identifier: GPL-2.0-only
// How values are written in TOML.
#pragma once

#include <string>
#include <string_view>

namespace dma_verify {

// A basic string.
std::string toml_quoted(const std::string &text);

// "KEY = VALUE\n"; a key with a dot is quoted: it is one key.
std::string toml_line(std::string_view key, const std::string &value);

} // namespace dma_verify
