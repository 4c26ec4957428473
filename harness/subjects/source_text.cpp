// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/source_text.h"

#include <algorithm>
#include <cctype>

namespace dma_verify {
namespace {

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether what stands before the offset is the line's beginning, "#" and "include".
bool follows_include(const std::string &text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1; // npos + 1 is 0
  std::string line = text.substr(begin, at - begin);
  std::erase_if(line, [](unsigned char c) { return std::isspace(c) != 0; });
  return line == "#include";
}

// The source with comments and literals blanked; lines and the names of includes stay.
std::string without_comments(std::string_view source) {
  std::string text(source);
  std::size_t i = 0;
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to && k < text.size(); ++k) {
      if (text[k] != '\n')
        text[k] = ' ';
    }
  };
  while (i < text.size()) {
    if (text.compare(i, 2, "/*") == 0) {
      const std::size_t end = text.find("*/", i + 2);
      const std::size_t stop = end == std::string::npos ? text.size() : end + 2;
      blank(i, stop);
      i = stop;
    } else if (text.compare(i, 2, "//") == 0) {
      const std::size_t stop = std::min(text.find('\n', i), text.size());
      blank(i, stop);
      i = stop;
    } else if (text[i] == '"' || text[i] == '\'') {
      const char quote = text[i];
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != quote && text[end] != '\n') {
        end += text[end] == '\\' ? 2U : 1U;
      }
      if (!follows_include(text, i))
        blank(i + 1, end);
      i = end + 1;
    } else {
      ++i;
    }
  }
  return text;
}

std::set<std::string, std::less<>> names_in(const std::string &text) {
  std::set<std::string, std::less<>> names;
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_name_char(text[i])) {
      ++i;
      continue;
    }
    const std::size_t start = i;
    while (i < text.size() && is_name_char(text[i]))
      ++i;
    names.insert(text.substr(start, i - start));
  }
  return names;
}

// The names of includes that begin with `opening`, '<' or '"'.
std::vector<std::string> includes_in(const std::string &text, char opening) {
  const char closing = opening == '<' ? '>' : opening;
  std::vector<std::string> includes;
  std::size_t at = 0;
  while ((at = text.find("include", at)) != std::string::npos) {
    const std::size_t after = at + 7;
    const std::size_t open = text.find_first_not_of(" \t", after);
    const std::size_t hash = text.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
    at = after;
    if (open == std::string::npos || text[open] != opening || hash == std::string::npos)
      continue;
    const std::size_t close = text.find_first_of(std::string{closing, '\n'}, open + 1);
    if (text[hash] != '#' || close == std::string::npos || text[close] != closing)
      continue;
    includes.push_back(text.substr(open + 1, close - open - 1));
  }
  return includes;
}

} // namespace

SourceText read_source(std::string_view source) {
  std::string text = without_comments(source);
  SourceText result{names_in(text), includes_in(text, '<'), includes_in(text, '"'), {}};
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  result.tokens = std::move(text);
  return result;
}

bool SourceText::uses(std::string_view name) const { return names.contains(name); }

bool SourceText::has_include(std::string_view name) const {
  return std::ranges::find(includes, name) != includes.end();
}

} // namespace dma_verify
