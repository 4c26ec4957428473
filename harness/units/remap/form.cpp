// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/form.h"

#include "smt/process/input_file.h"

#include <regex>
#include <sstream>

namespace dma_verify::remap {
namespace {

// Whether the kernel in the tree is older than 6.18, as its Makefile says.
bool is_older(const std::filesystem::path &tree) {
  std::istringstream makefile(process::input_text(tree / "Makefile", std::size_t{1} << 20U));
  static const std::regex kNumber("(VERSION|PATCHLEVEL)\\s*=\\s*([0-9]{1,4})\\s*");
  int version = 0;
  int patch_level = 0;
  bool known = false;
  for (std::string line; std::getline(makefile, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, kNumber))
      continue;
    known = true;
    (match[1] == "VERSION" ? version : patch_level) = std::stoi(match[2]);
  }
  return known && (version < 6 || (version == 6 && patch_level < 18));
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
