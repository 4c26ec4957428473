// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/options.h"

#include "harness/subjects/compiler/shim_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace dma_verify {
namespace {

// Options that the simulated kernel has in one way only: its words have 64 bits, it has the DMA API
// and a contiguous area.
constexpr std::array<std::string_view, 8> kFixed = {
    "CONFIG_64BIT",   "CONFIG_32BIT",   "CONFIG_ARCH_DMA_ADDR_T_64BIT", "CONFIG_PHYS_ADDR_T_64BIT",
    "CONFIG_HAS_DMA", "CONFIG_DMA_OPS", "CONFIG_DMA_OPS_HELPERS",       "CONFIG_DMA_CMA"};
// Each architecture without an MMU has a row of its own.
constexpr std::string_view kOfRows = "CONFIG_MMU";
// More combinations are not even compared.
constexpr unsigned kMostCombinations = 256;
constexpr std::size_t kMostOptions = 16;

bool is_usual(std::string_view option) {
  for (const ShimFile &file : shim_files()) {
    if (file.name == "kconfig.h")
      return file.text.find("#define " + std::string(option) + " 1") != std::string_view::npos;
  }
  return false;
}

// All sets of so many options, as bits, smaller sets first.
std::vector<unsigned> sets_of(std::size_t options) {
  std::vector<unsigned> sets;
  for (unsigned set = 1; set < 1U << options; ++set)
    sets.push_back(set);
  std::ranges::stable_sort(sets, {}, [](unsigned set) { return std::popcount(set); });
  return sets;
}

} // namespace

std::string to_string(const Way &way) {
  std::string text;
  for (const KernelOption &option : way)
    text += fmt::format(",{}={}", option.name, option.on ? 'y' : 'n');
  return text;
}

std::optional<PathAndWay> path_and_way(std::string_view word) {
  PathAndWay found;
  while (word.ends_with("=y") || word.ends_with("=n")) {
    const std::size_t comma = word.rfind(',');
    if (comma == std::string_view::npos)
      break;
    const std::string_view name = word.substr(comma + 1, word.size() - comma - 3);
    const bool is_name = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '_';
    });
    if (!is_name)
      break;
    found.way.insert(found.way.begin(), {std::string(name), word.back() == 'y'});
    word = word.substr(0, comma);
  }
  found.path = word;
  return found.way.empty() ? std::nullopt : std::optional(found);
}

std::string definitions_of(const Way &way) {
  std::string text;
  for (const KernelOption &option : way) {
    if (!option.name.starts_with("CONFIG_"))
      text +=
          fmt::format("#define DMA_VERIFY_{}_{} 1\n", option.on ? "WITH" : "WITHOUT", option.name);
    else if (option.on)
      text += fmt::format("#undef {0}\n#define {0} 1\n", option.name);
    else
      text += fmt::format("#undef {0}\n", option.name);
  }
  return text;
}

Ways ways_of(const SourceText &source,
             const std::function<std::optional<std::string>(const Way &way)> &text_of) {
  Ways ways;
  std::vector<KernelOption> options; // each as it is not usual
  for (const std::string &name : source.names) {
    if (!name.starts_with("CONFIG_") || name == kOfRows)
      continue;
    const KernelOption unusual{name, !is_usual(name)};
    if (std::ranges::find(kFixed, name) != kFixed.end())
      ways.not_seen.push_back("code under " + to_string({unusual}).substr(1));
    else if (options.size() < kMostOptions)
      options.push_back(unusual);
    else
      ways.not_seen.push_back("code under " + name);
  }
  if (options.empty())
    return ways;
  std::vector<std::string> texts;
  if (const auto usual = text_of({}))
    texts.push_back(*usual);
  unsigned compared = 0;
  unsigned left = 0;
  for (const unsigned set : sets_of(options.size())) {
    if (ways.judged.size() == kMostWays || ++compared > kMostCombinations) {
      ++left;
      continue;
    }
    Way way;
    for (std::size_t i = 0; i < options.size(); ++i) {
      if ((set >> i & 1U) != 0)
        way.push_back(options[i]);
    }
    const auto text = text_of(way);
    if (!text || std::ranges::find(texts, *text) != texts.end())
      continue;
    texts.push_back(*text);
    ways.judged.push_back(way);
  }
  if (left != 0) {
    std::string names;
    for (const KernelOption &option : options)
      names += (names.empty() ? "" : ", ") + option.name;
    ways.not_seen.push_back(fmt::format("{} more combinations of {}", left, names));
  }
  return ways;
}

} // namespace dma_verify
