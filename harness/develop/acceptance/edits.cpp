// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/acceptance/edits.h"

#include "harness/units/ops_helpers/edits/lists.h"
#include "harness/units/remap/edits/lists.h"

#include <algorithm>
#include <regex>
#include <vector>

namespace dma_verify::acceptance {
namespace {

using Lists = std::vector<std::span<const Edit>>;

// What a unit has: one line for each that has edits.
struct UnitEdits {
  UnitId unit;
  std::vector<std::string_view> kernels;
  Lists lists;
};

const std::vector<UnitEdits> &all_units() {
  static const std::vector<UnitEdits> kAll = {
      {UnitId::ops_helpers,
       {"6.12"},
       {lists::bounds_bugs(), lists::mmap_bugs(), lists::get_sgtable_bugs(),
        lists::alloc_pages_bugs(), lists::mapping_bugs(), lists::free_pages_bugs(),
        lists::execution_bugs(), lists::mmap_refactorings(), lists::page_refactorings(),
        lists::repairs(), lists::not_judged()}},
      {UnitId::remap,
       {"6.12", "6.1"},
       {remap_lists::contiguous_bugs(), remap_lists::array_bugs(), remap_lists::area_bugs(),
        remap_lists::refactorings(), remap_lists::not_judged()}},
  };
  return kAll;
}

std::vector<Edit> joined() {
  std::vector<Edit> all;
  for (const UnitEdits &unit : all_units()) {
    for (const auto list : unit.lists) {
      for (Edit edit : list) {
        edit.unit = unit.unit;
        all.push_back(edit);
      }
    }
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

std::span<const std::string_view> kernels_of(UnitId unit) {
  const auto found = std::ranges::find(all_units(), unit, &UnitEdits::unit);
  return found == all_units().end() ? std::span<const std::string_view>() : found->kernels;
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
