// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/results/files.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <variant>

namespace dma_verify::end_to_end {

namespace fs = std::filesystem;

Workplace::Workplace() {
  fs::create_directory(path() / "store");
  options_ = testing::program_options(path());
  options_.environment = {{"XDG_CACHE_HOME", (path() / "cache").string()},
                          {"DMA_VERIFY_STORE", (path() / "store").string()}};
}

void Workplace::write_tree(const std::string &name, std::string_view file) const {
  for (const auto &[path, text] : own_files::small_tree())
    write((fs::path(name) / path).string(), text);
  write(name + "/kernel/dma/ops_helpers.c", file);
}

ProgramEnd Workplace::run(const std::vector<std::string> &arguments) const {
  return start(arguments).wait();
}

ProgramEnd Workplace::run_on_terminal(const std::vector<std::string> &arguments) const {
  testing::ProgramOptions options = options_;
  options.on_terminal = true;
  return testing::run_program(joined({{DMA_VERIFY_PROGRAM}, arguments}), options);
}

Program Workplace::start(const std::vector<std::string> &arguments) const {
  return Program(joined({{DMA_VERIFY_PROGRAM}, arguments}), options_);
}

fs::path Workplace::results() const { return path() / "dma-verify-out/results.jsonl"; }

std::vector<Record> Workplace::records() const { return read_results(results()); }

std::vector<std::string> Workplace::files_in(const std::string &name) const {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(path() / name, error), end; !error && at != end;
       at.increment(error)) {
    // A running program may rename it at any time.
    std::error_code gone;
    if (at->is_regular_file(gone))
      files.push_back(at->path().lexically_relative(path()).string());
  }
  std::ranges::sort(files);
  return files;
}

void Workplace::replace_program(const std::string &name, const std::string &script) {
  const fs::path program = write("bin/" + name, "#!/bin/sh\n" + script + "\n");
  fs::permissions(program, fs::perms::owner_all);
  const char *path = std::getenv("PATH");
  options_.environment["PATH"] =
      (path_of_programs().string() + ":").append(path == nullptr ? "" : path);
}

void Workplace::hide_programs() {
  fs::create_directories(path_of_programs());
  options_.environment["PATH"] = path_of_programs().string();
}

fs::path Workplace::path_of_programs() const { return path() / "bin"; }

std::vector<int> Workplace::survivors() const {
  const std::string mark = "XDG_CACHE_HOME=" + options_.environment.at("XDG_CACHE_HOME");
  std::vector<int> found;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos)
      continue;
    std::ifstream file(at->path() / "environ", std::ios::binary);
    const std::string environment((std::istreambuf_iterator<char>(file)), {});
    if (environment.find(mark) != std::string::npos)
      found.push_back(std::stoi(name));
  }
  return found;
}

void Workplace::use_real_store() { options_.environment["DMA_VERIFY_STORE"] = DMA_VERIFY_STORE; }

std::size_t Workplace::stored() const {
  std::size_t count = 0;
  for (const auto &entry : fs::recursive_directory_iterator(DMA_VERIFY_STORE))
    count += entry.path().extension() == ".toml" ? 1U : 0U;
  return count;
}

Counterexample counterexample_in(const fs::path &file) {
  auto result = read_counterexample(file);
  if (const auto *unusable = std::get_if<UnusableFile>(&result))
    throw std::runtime_error(unusable->message);
  return std::get<Counterexample>(std::move(result));
}

std::string good_file() { return own_files::text_of_form("6.12"); }

std::string wrapping_file() {
  return own_files::with(good_file(), "return from < available && pages <= available - from;",
                         "return from + pages <= available;");
}

bool can_be_proved(const ProgramEnd &end) { return can_be_proved(end.output + end.errors); }

bool can_be_proved(const std::string &said) {
  const bool skipped = testing::contains(said, "clang-19 is not installed") ||
                       testing::contains(said, "without llvm-19-dev");
  if (skipped)
    MESSAGE("SKIPPED: C files cannot be proved here");
  return !skipped;
}

std::vector<std::string> joined(std::initializer_list<std::vector<std::string>> lists) {
  std::vector<std::string> all;
  for (const std::vector<std::string> &list : lists)
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

} // namespace dma_verify::end_to_end
