// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/testing/program.h"

#include <sstream>
#include <stdexcept>

namespace dma_verify::testing {

ProgramOptions program_options(const std::filesystem::path &folder) {
  ProgramOptions options;
  options.folder = folder;
  options.time.reset();
  options.file_megabytes = 1024;
  options.kill_rest = false;
  return options;
}

ProgramEnd run_program(const std::vector<std::string> &words, const ProgramOptions &options) {
  ProgramEnd end = process::run_program(words, options);
  if (!end.not_started.empty())
    throw std::runtime_error(end.not_started);
  return end;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

} // namespace dma_verify::testing
