// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/source_lines.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace dma_verify {

SourceLines lines_of_call(std::span<const SourceLines> lines, std::size_t number) {
  return number < lines.size() ? lines[number] : SourceLines{};
}

std::string to_string(const SourceLine &line) {
  if (line.line == 0)
    return "";
  return fmt::format("{}:{}", std::filesystem::path(line.file).filename().string(), line.line);
}

std::vector<std::string> text_around(const SourceLine &line, unsigned &first) {
  constexpr unsigned kNeighbours = 1; // on either side
  std::ifstream file(line.file);
  std::vector<std::string> around;
  first = line.line > kNeighbours ? line.line - kNeighbours : 1;
  std::string text;
  unsigned number = 1;
  for (; number <= line.line + kNeighbours && std::getline(file, text); ++number) {
    if (number >= first)
      around.push_back(text);
  }
  return number > line.line ? around : std::vector<std::string>{};
}

} // namespace dma_verify
