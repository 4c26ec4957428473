// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/form.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace dma_verify {
namespace {

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The source with comments and literals blanked; lines and <...> of includes stay.
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

std::vector<std::string> includes_in(const std::string &text) {
  std::vector<std::string> includes;
  std::size_t at = 0;
  while ((at = text.find("include", at)) != std::string::npos) {
    const std::size_t after = at + 7;
    const std::size_t open = text.find_first_not_of(" \t", after);
    const std::size_t hash = text.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
    at = after;
    if (open == std::string::npos || text[open] != '<' || hash == std::string::npos)
      continue;
    const std::size_t close = text.find_first_of(">\n", open);
    if (text[hash] != '#' || close == std::string::npos || text[close] != '>')
      continue;
    includes.push_back(text.substr(open + 1, close - open - 1));
  }
  return includes;
}

} // namespace

SourceForm detect_form(std::string_view source) {
  const std::string text = without_comments(source);
  const auto names = names_in(text);
  SourceForm form;
  form.includes = includes_in(text);
  const auto uses = [&](std::string_view name) { return names.contains(name); };
  const bool iommu_phys = uses("iommu_dma_map_phys") || uses("iommu_dma_unmap_phys");
  const bool iommu_page = uses("iommu_dma_map_page") || uses("iommu_dma_unmap_page");
  const bool ops_phys = uses("map_phys") || uses("unmap_phys");
  const bool ops_page = uses("map_page") || uses("unmap_page");
  const bool iommu = iommu_phys || iommu_page || uses("use_dma_iommu") ||
                     std::ranges::find(form.includes, "linux/iommu-dma.h") != form.includes.end();
  form.iommu_devices = iommu;
  if (uses("vma_start_pgoff")) {
    form.name = "7.3";
  } else if (ops_phys && ops_page) {
    form.name = "6.19";
  } else if (ops_phys) {
    form.name = "seed";
  } else if (iommu_phys && ops_page) {
    form.name = "6.18";
  } else if (iommu_page && ops_page) {
    form.name = "6.12";
  } else if (ops_page && !iommu) {
    form.name = "6.1";
  } else {
    form.name = "unknown";
  }
  return form;
}

} // namespace dma_verify
