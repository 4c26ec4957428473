// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/coverage/explanations.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>

namespace dma_verify::coverage {
namespace {

constexpr std::array kKinds = {Missed::file, Missed::function, Missed::line, Missed::branch};
constexpr std::array<std::string_view, 6> kKeys = {"missed", "file",  "function",
                                                   "text",   "times", "reason"};

std::optional<Missed> missed_from(std::string_view text) {
  const auto *const found =
      std::ranges::find_if(kKinds, [&](Missed kind) { return to_string(kind) == text; });
  return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

// Empty if the table is an explanation; otherwise what is wrong with it.
std::string read(const toml::table &table, Explanation &explanation) {
  for (const auto &[key, value] : table) {
    if (std::ranges::find(kKeys, key.str()) == kKeys.end())
      return "unknown key " + std::string(key.str());
  }
  const auto missed = missed_from(table["missed"].value_or(std::string_view{}));
  if (!missed)
    return "missed: must be \"file\", \"function\", \"line\" or \"branch\"";
  Miss &miss = explanation.miss;
  miss.missed = *missed;
  miss.file = table["file"].value_or(std::string{});
  miss.function = table["function"].value_or(std::string{});
  miss.text = table["text"].value_or(std::string{});
  const auto times = table["times"].value_or(std::int64_t{1});
  explanation.reason = table["reason"].value_or(std::string{});
  if (miss.file.empty())
    return "file: missing";
  const bool has_text = miss.missed == Missed::line || miss.missed == Missed::branch;
  if (miss.text.empty() == has_text)
    return "text: of a line or a branch, and of nothing else";
  if (miss.function.empty() && miss.missed == Missed::function)
    return "function: missing";
  if (times < 1 || times > 1000)
    return "times: must be from 1 to 1000";
  miss.times = static_cast<unsigned>(times);
  if (explanation.reason.empty())
    return "reason: missing";
  return {};
}

} // namespace

std::string_view to_string(Missed missed) {
  switch (missed) {
  case Missed::file:
    return "file";
  case Missed::function:
    return "function";
  case Missed::line:
    return "line";
  case Missed::branch:
    return "branch";
  }
  return "?";
}

std::variant<std::vector<Explanation>, UnreadableExplanations>
read_explanations(const std::string &path) {
  std::vector<Explanation> explanations;
  try {
    const toml::table document = toml::parse_file(path);
    for (const auto &[key, value] : document) {
      const toml::array *entries = value.as_array();
      if (key.str() != "uncovered" || entries == nullptr)
        return UnreadableExplanations{path + ": holds [[uncovered]] tables and nothing else"};
      for (const toml::node &entry : *entries) {
        Explanation explanation;
        const toml::table *table = entry.as_table();
        const std::string wrong = table == nullptr ? "no table" : read(*table, explanation);
        const auto refused = [&](std::string_view why) {
          return UnreadableExplanations{
              fmt::format("{}:{}: {}", path, entry.source().begin.line, why)};
        };
        if (!wrong.empty())
          return refused(wrong);
        const bool again = std::ranges::any_of(explanations, [&](const Explanation &earlier) {
          return earlier.miss.same_place(explanation.miss);
        });
        if (again)
          return refused("explained twice; see times");
        explanations.push_back(std::move(explanation));
      }
    }
  } catch (const toml::parse_error &error) {
    return UnreadableExplanations{
        fmt::format("{}:{}: {}", path, error.source().begin.line, error.description())};
  }
  return explanations;
}

} // namespace dma_verify::coverage
