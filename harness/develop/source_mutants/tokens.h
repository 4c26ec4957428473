// SPDX-License-Identifier: GPL-2.0-only
// The tokens of C and C++ text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::source_mutants {

enum class TokenKind : std::uint8_t { identifier, number, text, punctuation };

struct Token {
  TokenKind kind;
  std::string_view spelling; // in the text
  std::size_t offset;        // in bytes, from the start of the text
};

// In order; without comments and lines of the preprocessor. Strings and characters are one token
// each. Of text that is no C, something.
std::vector<Token> tokens_of(std::string_view text);

} // namespace dma_verify::source_mutants
