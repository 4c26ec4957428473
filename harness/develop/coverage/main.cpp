// SPDX-License-Identifier: GPL-2.0-only
// coverage_check: reads what gcov counted from standard input, prints the table, and fails if
// something was not reached and is not explained, or is explained and was reached. Started by
// harness/coverage.sh.
#include "harness/develop/coverage/judgement.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

namespace fs = std::filesystem;
using namespace dma_verify::coverage;

[[noreturn]] void stop(const std::string &message) {
  std::fprintf(stderr, "coverage_check: %s\n", message.c_str());
  std::exit(2);
}

std::vector<std::string> lines_of(const fs::path &path) {
  std::ifstream file(path);
  if (!file)
    stop(path.string() + ": cannot be read");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    lines.push_back(line);
  return lines;
}

// Sources below a folder, except tests, in the order of their names.
std::vector<Source> sources_below(const fs::path &root, const std::string &folder) {
  std::vector<Source> sources;
  std::error_code error;
  for (fs::recursive_directory_iterator at(root / folder, error), end; !error && at != end;
       at.increment(error)) {
    const fs::path &path = at->path();
    const bool is_test = path.stem().string().ends_with("_test");
    if ((path.extension() != ".h" && path.extension() != ".cpp") || is_test)
      continue;
    sources.push_back({{path.lexically_relative(root).string(), path.string()}, true, {}});
  }
  if (error || sources.empty())
    stop((root / folder).string() + ": no sources there");
  std::ranges::sort(sources, {}, [](const Source &source) { return source.file.name; });
  return sources;
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Judges what gcov counted; its JSON documents come from standard input");
  std::string root;
  std::vector<std::string> folders;
  std::vector<std::string> files;
  std::string explanations_path;
  app.add_option("--root", root, "The repository")->required();
  app.add_option("--folder", folders, "Of the repository: its sources are counted")->required();
  app.add_option("--file", files, "NAME=PATH: a file that is not ours is counted, and named so");
  app.add_option("--explanations", explanations_path, "What need not be reached, and why")
      ->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  std::vector<Source> sources;
  for (const std::string &folder : folders) {
    for (Source &source : sources_below(root, folder))
      sources.push_back(std::move(source));
  }
  for (const std::string &file : files) {
    const std::size_t sign = file.find('=');
    if (sign == std::string::npos || sign == 0)
      stop("--file " + file + ": must be NAME=PATH");
    sources.push_back({{file.substr(0, sign), file.substr(sign + 1)}, false, {}});
  }
  std::vector<CountedFile> counted;
  counted.reserve(sources.size());
  for (Source &source : sources) {
    source.lines = lines_of(source.file.path);
    counted.push_back(source.file);
  }

  const auto counts = read_counts(std::cin, counted);
  if (const auto *unreadable = std::get_if<UnreadableCounts>(&counts))
    stop(unreadable->message);
  const auto explanations = read_explanations(explanations_path);
  if (const auto *unreadable = std::get_if<UnreadableExplanations>(&explanations))
    stop(unreadable->message);
  const Judgement judgement = judge(misses(std::get<Counts>(counts), sources),
                                    std::get<std::vector<Explanation>>(explanations));
  std::fputs(show(tallies(std::get<Counts>(counts)), judgement).c_str(), stdout);
  return judgement.holds() ? 0 : 1;
}
