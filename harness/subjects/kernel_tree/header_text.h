// SPDX-License-Identifier: GPL-2.0-only
// Finds definitions in the text of a kernel's header. The text may be anything: what is found is
// read by a compiler afterwards.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dma_verify {

// The most that is read of one header; the largest of Linux has less than 1 MiB.
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{16} << 20U;

// `#define NAME...` with its continuation lines.
std::optional<std::string> macro_in(std::string_view text, std::string_view name);

// The static function NAME from "static" to its closing brace.
std::optional<std::string> function_in(std::string_view text, std::string_view name);

// The enumeration NAME, up to the semicolon.
std::optional<std::string> enumeration_in(std::string_view text, std::string_view name);

// The text with this before each of its identifiers that has the prefix, or is `also`.
std::string with_renamed(std::string_view text, std::string_view prefix, std::string_view also,
                         std::string_view before);

} // namespace dma_verify
