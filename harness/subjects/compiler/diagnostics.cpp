// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/diagnostics.h"

#include "harness/subjects/compiler/preprocessed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace dma_verify {
namespace {

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The number behind the last colon of the text, which is cut there; nothing if there is none.
std::optional<std::size_t> cut_number(std::string_view &text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::size_t number = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || end.ptr != digits.data() + digits.size() || end.ec != std::errc())
    return std::nullopt;
  text = text.substr(0, colon);
  return number;
}

std::optional<Diagnostic> diagnostic_in(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, bool>, 3> kKinds = {
      {{": fatal error: ", true}, {": error: ", true}, {": warning: ", false}}};
  for (const auto &[mark, is_error] : kKinds) {
    const std::size_t at = line.find(mark);
    if (at == std::string_view::npos)
      continue;
    std::string_view place = line.substr(0, at);
    const auto column = cut_number(place);
    const auto row = column ? cut_number(place) : std::nullopt;
    if (!row)
      return std::nullopt;
    return Diagnostic{std::string(place), *row, *column, is_error,
                      std::string(line.substr(at + mark.size()))};
  }
  return std::nullopt;
}

// What stands in quotes, in order.
std::vector<std::string> quoted_in(std::string_view message) {
  std::vector<std::string> quoted;
  std::size_t begin = 0;
  while ((begin = message.find('\'', begin)) != std::string_view::npos) {
    const std::size_t end = message.find('\'', begin + 1);
    if (end == std::string_view::npos)
      break;
    quoted.emplace_back(message.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return quoted;
}

bool is_tag(std::string_view type) {
  return type.starts_with("struct ") || type.starts_with("union ") || type.starts_with("enum ");
}

} // namespace

std::vector<Diagnostic> diagnostics_in(std::string_view output) {
  std::vector<Diagnostic> diagnostics;
  while (!output.empty()) {
    if (auto found = diagnostic_in(take_line(output)))
      diagnostics.push_back(std::move(*found));
  }
  return diagnostics;
}

std::vector<LargeFrame> large_frames_in(std::string_view output) {
  std::vector<LargeFrame> frames;
  std::string function; // of which gcc speaks
  while (!output.empty()) {
    const std::string_view line = take_line(output);
    if (const std::size_t in = line.find(": In function '"); in != std::string_view::npos) {
      const auto named = quoted_in(line.substr(in)); // none where a file's own text is printed
      if (!named.empty())
        function = named.front();
    }
    const std::size_t gcc = line.find("warning: the frame size of ");
    const std::size_t clang = line.find("warning: stack frame size (");
    if (gcc == std::string_view::npos && clang == std::string_view::npos)
      continue;
    const std::string_view text = line.substr(std::min(gcc, clang));
    const std::size_t digits = text.find_first_of("0123456789");
    LargeFrame frame{function, 0};
    if (clang != std::string_view::npos && !quoted_in(text).empty())
      frame.function = quoted_in(text).front();
    if (digits != std::string_view::npos)
      std::from_chars(text.data() + digits, text.data() + text.size(), frame.bytes);
    frames.push_back(std::move(frame));
  }
  return frames;
}

bool is_promoted_warning(const Diagnostic &diagnostic) {
  return holds(diagnostic.message, "[-Werror");
}

std::optional<NameNotFound> name_not_found(const Diagnostic &diagnostic) {
  using enum NameNotFound::Kind;
  const std::string_view message = diagnostic.message;
  const auto quoted = quoted_in(message);
  if (quoted.empty())
    return std::nullopt;
  if (holds(message, "' undeclared") || holds(message, "use of undeclared identifier"))
    return NameNotFound{object, quoted[0], {}};
  if (holds(message, "unknown type name"))
    return NameNotFound{type, quoted[0], {}};
  if (holds(message, "implicit declaration of function") || holds(message, "call to undeclared") ||
      holds(message, "implicitly declaring library function"))
    return NameNotFound{called_function, quoted[0], {}};
  if (const std::size_t at = message.find("has no member named"); at != std::string_view::npos) {
    const auto named = quoted_in(message.substr(at));
    if (!named.empty())
      return NameNotFound{member, named[0], quoted[0]};
  } else if (holds(message, "no member named") && quoted.size() >= 2) {
    return NameNotFound{member, quoted[0], quoted[1]};
  }
  if (holds(message, "incomplete") || holds(message, "undefined type") ||
      holds(message, "storage size of")) {
    const auto tag = std::ranges::find_if(quoted, is_tag);
    if (tag != quoted.end())
      return NameNotFound{type, *tag, {}};
    return NameNotFound{unnamed_type, quoted[0], {}};
  }
  return std::nullopt;
}

} // namespace dma_verify
