// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/preprocessed.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace dma_verify {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Behind the literal that begins at the offset.
std::size_t end_of_literal(std::string_view text, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < text.size() && text[end] != text[begin])
    end += text[end] == '\\' ? 2U : 1U;
  return std::min(end + 1, text.size());
}

// Collects items while a text is read.
class ItemReader {
public:
  explicit ItemReader(std::string_view text) : text_(text) {}

  std::optional<std::vector<FileItem>> read() {
    std::size_t at = 0;
    while (at < text_.size()) {
      if (is_space(text_[at])) {
        ++at;
      } else if (text_[at] == '#' && begins_line(at)) {
        at = std::min(text_.find('\n', at), text_.size());
      } else {
        if (!begin_)
          begin_ = at;
        at = take(at);
      }
    }
    if (depth_ != 0 || unbalanced_)
      return std::nullopt;
    return std::move(items_);
  }

private:
  bool begins_line(std::size_t at) const {
    while (at > 0 && text_[at - 1] != '\n') {
      if (!is_space(text_[--at]))
        return false;
    }
    return true;
  }

  // Takes a token; the offset behind it.
  std::size_t take(std::size_t at) {
    const char c = text_[at];
    const char before = std::exchange(last_, c);
    if (c == '"' || c == '\'')
      return end_of_literal(text_, at);
    if (is_word_char(c)) {
      std::size_t end = at;
      while (end < text_.size() && is_word_char(text_[end]))
        ++end;
      if (depth_ == 0 && parentheses_ == 0)
        word_ = text_.substr(at, end - at);
      return end;
    }
    if (depth_ == 0)
      take_at_file_scope(c, at, before);
    if (c == '{')
      ++depth_;
    if (c == '}') {
      unbalanced_ = unbalanced_ || depth_ == 0;
      depth_ -= depth_ == 0 ? 0 : 1;
    }
    if (depth_ == 0 && (c == ';' || (c == '}' && body_)))
      finish(at + 1);
    return at + 1;
  }

  void take_at_file_scope(char c, std::size_t at, char before) {
    if (c == '(' && ++parentheses_ == 1 && name_.empty() && word_ != "__attribute__")
      name_ = word_;
    if (c == ')' && parentheses_ != 0)
      --parentheses_;
    if (c == '=' && parentheses_ == 0)
      initialized_ = true;
    if (c == '{' && before == ')' && !initialized_)
      body_ = at;
  }

  void finish(std::size_t end) {
    items_.push_back({*begin_, end, body_, body_ ? std::string(name_) : std::string()});
    begin_.reset();
    body_.reset();
    name_ = word_ = {};
    parentheses_ = 0;
    initialized_ = false;
    last_ = ' ';
  }

  std::string_view text_;
  std::vector<FileItem> items_;
  std::optional<std::size_t> begin_; // of the item that is being read
  std::optional<std::size_t> body_;
  std::string_view name_; // the word before its first parenthesis
  std::string_view word_; // the last one outside parentheses
  unsigned depth_ = 0;    // of braces
  unsigned parentheses_ = 0;
  bool initialized_ = false;
  bool unbalanced_ = false;
  char last_ = ' ';
};

// The line marker `# 12 "name" 1`.
struct Marker {
  std::size_t line;
  std::string_view name; // as it stands there, a string literal
};
std::optional<Marker> marker_in(std::string_view line) {
  if (!line.starts_with("# "))
    return std::nullopt;
  std::size_t number = 0;
  const auto digits = std::from_chars(line.data() + 2, line.data() + line.size(), number);
  const std::size_t open = line.find('"');
  const std::size_t close = line.rfind('"');
  if (digits.ec != std::errc() || open == std::string_view::npos || close == open)
    return std::nullopt;
  return Marker{number, line.substr(open, close - open + 1)};
}

} // namespace

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::optional<std::vector<FileItem>> items_in(std::string_view text) {
  return ItemReader(text).read();
}

PreprocessedFile::PreprocessedFile(std::string_view output, std::string_view source) {
  const std::string name = string_literal(source);
  bool in_source = false;
  std::size_t next = 1;
  while (!output.empty()) {
    const std::string_view line = take_line(output);
    if (const auto marker = marker_in(line)) {
      in_source = marker->name == name;
      next = marker->line;
      source_lines_.push_back(0);
    } else {
      source_lines_.push_back(in_source ? next : 0);
      ++next;
      text_ += line;
    }
    text_ += '\n';
  }
}

std::optional<std::size_t> PreprocessedFile::source_line(std::size_t line) const {
  if (line == 0 || line > source_lines_.size() || source_lines_[line - 1] == 0)
    return std::nullopt;
  return source_lines_[line - 1];
}

std::string string_literal(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

std::string_view take_line(std::string_view &text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::size_t offset_of(std::string_view text, std::size_t line, std::size_t column) {
  std::size_t at = 0;
  for (std::size_t passed = 1; passed < line && at < text.size(); ++passed)
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return std::min(at + (column == 0 ? 0 : column - 1), text.size());
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::string_view word_at(std::string_view text, std::size_t offset) {
  while (offset < text.size() && is_space(text[offset]))
    ++offset;
  std::size_t end = offset;
  while (end < text.size() && is_word_char(text[end]))
    ++end;
  return text.substr(std::min(offset, text.size()), end - offset);
}

std::string_view word_before(std::string_view text, std::size_t offset) {
  while (offset > 0 && is_space(text[offset - 1]))
    --offset;
  std::size_t begin = offset;
  while (begin > 0 && is_word_char(text[begin - 1]))
    --begin;
  return text.substr(begin, offset - begin);
}

} // namespace dma_verify
