// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/source_mutants/tokens.h"

#include <array>
#include <cctype>

namespace dma_verify::source_mutants {
namespace {

// The longest first.
constexpr std::array<std::string_view, 24> kPunctuation = {
    "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=",
    "&&",  "||",  "+=",  "-=", "*=", "/=", "%=", "&=", "|=", "^=", "::", "##"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Token> read() {
    bool starts_line = true;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        starts_line = true;
        ++at_;
      } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
        ++at_;
      } else if (rest().starts_with("//") || (c == '#' && starts_line)) {
        skip_line();
      } else if (rest().starts_with("/*")) {
        skip_to("*/");
      } else {
        starts_line = false;
        take();
      }
    }
    return std::move(tokens_);
  }

private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  void skip_to(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  // To the end of the line, and of those that a backslash joins to it.
  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n')
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2U : 1U;
  }

  void take() {
    const std::size_t start = at_;
    const char c = text_[at_];
    TokenKind kind = TokenKind::punctuation;
    if (c == '"' || c == '\'') {
      kind = TokenKind::text;
      ++at_;
      while (at_ < text_.size() && text_[at_] != c && text_[at_] != '\n')
        at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2U : 1U;
      at_ = std::min(at_ + 1, text_.size());
    } else if (is_word(c)) {
      kind = is_digit(c) ? TokenKind::number : TokenKind::identifier;
      while (at_ < text_.size() &&
             (is_word(text_[at_]) || (is_digit(c) && (text_[at_] == '\'' || text_[at_] == '.'))))
        ++at_;
    } else {
      ++at_;
      for (const std::string_view longer : kPunctuation) {
        if (text_.substr(start).starts_with(longer)) {
          at_ = start + longer.size();
          break;
        }
      }
    }
    tokens_.push_back({kind, text_.substr(start, at_ - start), start});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

} // namespace

std::vector<Token> tokens_of(std::string_view text) { return Reader(text).read(); }

} // namespace dma_verify::source_mutants
