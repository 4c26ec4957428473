// SPDX-License-Identifier: GPL-2.0-only
// Without regular expressions: those of the standard library need stack for each character.
#include "harness/subjects/kernel_tree/header_text.h"

#include <algorithm>

namespace dma_verify {
namespace {

constexpr auto kNowhere = std::string_view::npos;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether `name` stands at `at`, and not within a longer name.
bool stands_at(std::string_view text, std::size_t at, std::string_view name) {
  return text.substr(at, name.size()) == name && (at == 0 || !is_name(text[at - 1])) &&
         (at + name.size() == text.size() || !is_name(text[at + name.size()]));
}

// The first place from `at` on that is neither space nor tab.
std::size_t behind_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t", at), text.size());
}

// Whether a line, from `at` on, begins the definition of the macro.
bool defines(std::string_view text, std::size_t at, std::string_view name) {
  constexpr std::string_view kDefine = "define";
  at = behind_blanks(text, at);
  if (at == text.size() || text[at] != '#')
    return false;
  at = behind_blanks(text, at + 1);
  if (!stands_at(text, at, kDefine))
    return false;
  return stands_at(text, behind_blanks(text, at + kDefine.size()), name);
}

// The end of the line at `at`, and of those that continue it.
std::size_t end_of_lines(std::string_view text, std::size_t at) {
  for (;;) {
    const std::size_t end = text.find('\n', at);
    if (end == kNowhere)
      return text.size();
    if (end == 0 || text[end - 1] != '\\')
      return end;
    at = end + 1;
  }
}

// The text from `begin` up to the brace that closes the first one behind it.
std::optional<std::string> braced(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = text.find('{', begin); i < text.size(); ++i) {
    if (text[i] == '{')
      ++depth;
    if (text[i] == '}' && --depth == 0)
      return std::string(text.substr(begin, i + 1 - begin));
  }
  return std::nullopt;
}

// Where the declaration begins whose name stands at `at`: a line that begins with "static", with
// nothing in between that ends a declaration.
std::size_t begin_of_declaration(std::string_view text, std::size_t at) {
  constexpr std::string_view kStatic = "static";
  const std::size_t stop = text.find_last_of(";{}#", at);
  const std::size_t first = stop == kNowhere ? 0 : stop + 1;
  for (std::size_t line = text.rfind('\n', at); line != kNowhere && line >= first;
       line = line == 0 ? kNowhere : text.rfind('\n', line - 1)) {
    if (text.substr(line + 1, kStatic.size()) == kStatic)
      return line + 1;
  }
  return first == 0 && text.starts_with(kStatic) ? 0 : kNowhere;
}

} // namespace

std::optional<std::string> macro_in(std::string_view text, std::string_view name) {
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    if (defines(text.substr(0, end), line, name))
      return std::string(text.substr(line, end_of_lines(text, line) - line)) + "\n";
    line = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> function_in(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != kNowhere; at = text.find(name, at + 1)) {
    const std::size_t after = at + name.size();
    if (!stands_at(text, at, name) || after == text.size() || text[after] != '(')
      continue;
    const std::size_t stop = text.find_first_of(";{}", after);
    if (stop == kNowhere || text[stop] != '{' ||
        text[text.find_last_not_of(" \t\n", stop - 1)] != ')')
      continue; // a declaration, or a call
    const std::size_t begin = begin_of_declaration(text, at);
    if (begin != kNowhere)
      return braced(text, begin);
  }
  return std::nullopt;
}

std::optional<std::string> enumeration_in(std::string_view text, std::string_view name) {
  const std::size_t at = text.find("enum " + std::string(name) + " {");
  if (at == kNowhere)
    return std::nullopt;
  auto body = braced(text, at);
  return body ? std::optional(*body + ";") : std::nullopt;
}

std::string with_renamed(std::string_view text, std::string_view prefix, std::string_view also,
                         std::string_view before) {
  std::string renamed;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_name(text[end]))
      ++end;
    const std::string_view word = text.substr(at, end - at);
    if (word == also || (word.size() > prefix.size() && word.starts_with(prefix)))
      renamed += before;
    end = std::max(end, at + 1); // no name: one character
    renamed += text.substr(at, end - at);
    at = end;
  }
  return renamed;
}

} // namespace dma_verify
