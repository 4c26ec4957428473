// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/acceptance/edits.h"

#include "harness/units/ops_helpers/edits/lists.h"

#include <regex>
#include <vector>

namespace dma_verify::acceptance {
namespace {

std::vector<Edit> joined() {
  std::vector<Edit> all;
  for (const auto list :
       {lists::bounds_bugs(), lists::mmap_bugs(), lists::get_sgtable_bugs(),
        lists::alloc_pages_bugs(), lists::mapping_bugs(), lists::free_pages_bugs(),
        lists::execution_bugs(), lists::mmap_refactorings(), lists::page_refactorings(),
        lists::repairs(), lists::not_judged()}) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

// The place as a regular expression.
std::regex pattern_of(std::string_view place) {
  std::string pattern;
  while (!place.empty()) {
    const char c = place.front();
    const bool gap = place.substr(0, 3) == "...";
    if (gap) {
      pattern += "([^;]*)";
    } else if (c == ' ') {
      pattern += "\\s*";
    } else {
      if (std::string_view("^$\\.*+?()[]{}|").find(c) != std::string_view::npos)
        pattern += '\\';
      pattern += c;
    }
    place.remove_prefix(gap ? 3 : 1);
  }
  return std::regex(pattern);
}

} // namespace

std::span<const Edit> edits() {
  static const std::vector<Edit> kEdits = joined();
  return kEdits;
}

std::optional<std::string> apply(const Edit &edit, const std::string &source) {
  std::string edited = source;
  for (const Replacement &replacement : edit.replacements) {
    if (replacement.place.empty())
      continue;
    std::smatch match;
    if (!std::regex_search(edited, match, pattern_of(replacement.place)))
      return std::nullopt;
    edited =
        match.prefix().str() + match.format(std::string(replacement.text)) + match.suffix().str();
  }
  return edited;
}

} // namespace dma_verify::acceptance
