// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/text.h"

#include <algorithm>
#include <string_view>

namespace dma_verify {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd"; // U+FFFD
constexpr std::string_view kDots = "...";

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_continuation(unsigned byte) { return (byte & 0xc0U) == 0x80; }

// Length of the valid UTF-8 sequence at `at`; 0 if there is none. Unicode 15, table 3-7.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  const unsigned second = byte_at(text, at + 1);
  if (first < 0x80)
    return 1;
  if (first >= 0xc2 && first <= 0xdf)
    return is_continuation(second) ? 2 : 0;
  const bool third = is_continuation(byte_at(text, at + 2));
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : 0xbf; // no surrogates
    return second >= low && second <= high && third ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && third && is_continuation(byte_at(text, at + 3)) ? 4
                                                                                              : 0;
  }
  return 0;
}

// Whether this character changes the terminal, or the direction in which text is shown: U+0000 to
// U+001F, U+007F to U+009F; U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
bool is_control(std::string_view character) {
  const unsigned first = byte_at(character, 0);
  const unsigned second = byte_at(character, 1);
  const unsigned third = byte_at(character, 2);
  if (character.size() == 1)
    return first < 0x20 || first == 0x7f;
  if (character.size() == 2)
    return (first == 0xc2 && second < 0xa0) || (first == 0xd8 && second == 0x9c);
  if (first != 0xe2)
    return false;
  if (second == 0x80)
    return third == 0x8e || third == 0x8f || (third >= 0xaa && third <= 0xae);
  return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

// The first so many characters of a valid text.
std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  for (; columns > 0 && at < text.size(); --columns)
    at += std::max<std::size_t>(1, sequence_at(text, at));
  return text.substr(0, at);
}

} // namespace

std::string valid_utf8(const std::string &text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_at(text, at);
    valid += length == 0 ? kReplacement : std::string_view(text).substr(at, length);
    at += std::max<std::size_t>(1, length);
  }
  return valid;
}

std::string printable(const std::string &text) {
  std::string line;
  const std::string valid = valid_utf8(text);
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t length = sequence_at(valid, at);
    const bool control = is_control(std::string_view(valid).substr(at, length));
    line += control ? std::string_view(" ") : std::string_view(valid).substr(at, length);
    at += length;
  }
  return line;
}

std::size_t columns_of(const std::string &text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return !is_continuation(static_cast<unsigned char>(c)); }));
}

std::string elided(const std::string &text, std::size_t columns) {
  const std::size_t all = columns_of(text);
  if (all <= columns)
    return text;
  const std::size_t kept = columns - kDots.size();
  const std::size_t front = kept / 2;
  const std::string_view head = first_columns(text, front);
  const std::string_view without_tail = first_columns(text, all - (kept - front));
  return std::string(head) + std::string(kDots) + text.substr(without_tail.size());
}

std::string cut(const std::string &text, std::size_t columns) {
  if (columns_of(text) <= columns)
    return text;
  return std::string(first_columns(text, columns - kDots.size())) + std::string(kDots);
}

std::string wrapped(const std::string &text, std::size_t indent, std::size_t columns) {
  std::string lines;
  std::string line(std::min(text.find_first_not_of(' '), text.size()), ' ');
  bool empty = true; // nothing but the indentation
  for (std::size_t at = line.size(); at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = elided(text.substr(at, end - at), columns - indent);
    at = end + 1;
    if (word.empty())
      continue;
    if (!empty && columns_of(line) + 1 + columns_of(word) > columns) {
      lines += line + "\n";
      line.assign(indent, ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  return lines + line + "\n";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, ",");
  return digits;
}

std::string shell_word(const std::string &word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=:,@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos)
    return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

} // namespace dma_verify
