// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/form.h"

#include "smt/process/input_file.h"

#include <optional>
#include <sstream>
#include <string>

namespace dma_verify::remap {
namespace {

// The number N of the line "KEY = N" of a Makefile.
std::optional<int> number_of(const std::string &makefile, const std::string &key) {
  std::istringstream lines(makefile);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::string equals;
    int number = 0;
    if (words >> name >> equals >> number && name == key && equals == "=")
      return number;
  }
  return std::nullopt;
}

// Whether the kernel in the tree is older than 6.18, as its Makefile says.
bool is_older(const std::filesystem::path &tree) {
  const std::string makefile = process::input_text(tree / "Makefile", std::size_t{1} << 20U);
  const auto version = number_of(makefile, "VERSION");
  const auto patch_level = number_of(makefile, "PATCHLEVEL");
  return version && (*version < 6 || (*version == 6 && patch_level.value_or(0) < 18));
}

} // namespace

SourceForm form_of(const SourceText &source, const std::filesystem::path &tree) {
  const auto says = [&](std::string_view tokens) {
    return source.tokens.find(tokens) != std::string::npos;
  };
  const bool by_frame = source.uses("nth_page");
  SourceForm form;
  form.name = "unknown";
  if (says("&VM_DMA_COHERENT")) {
    form.name = by_frame ? "6.12" : "6.18";
  } else if (by_frame && says("!=VM_DMA_COHERENT")) {
    form.name = "6.1";
  }
  // Who moves a pointer relies on what allocators promise from 6.18 on.
  form.environment.split_memmaps = form.name != "6.18" || is_older(tree);
  return form;
}

} // namespace dma_verify::remap
