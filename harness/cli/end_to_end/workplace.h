// SPDX-License-Identifier: GPL-2.0-only
// For the tests that run the built program as a user does: a folder with a cache, a store and files
// of its own.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/results/record.h"

#include <filesystem>
#include <string>
#include <vector>

namespace dma_verify::end_to_end {

using testing::Program;
using testing::ProgramEnd;

class Workplace {
public:
  Workplace();

  [[nodiscard]] const std::filesystem::path &path() const { return folder_.path(); }
  std::filesystem::path write(const std::string &name, std::string_view text) const {
    return folder_.write(name, text);
  }

  // A kernel tree of this name with the shim's facts in its headers, and this file of the helpers.
  void write_tree(const std::string &name, std::string_view file) const;

  // The program with these arguments, started in the folder. The store is empty unless `options`
  // say otherwise.
  [[nodiscard]] ProgramEnd run(const std::vector<std::string> &arguments) const;
  [[nodiscard]] ProgramEnd run_on_terminal(const std::vector<std::string> &arguments) const;
  [[nodiscard]] Program start(const std::vector<std::string> &arguments) const;

  // dma-verify-out/results.jsonl below the folder.
  [[nodiscard]] std::filesystem::path results() const;
  [[nodiscard]] std::vector<Record> records() const;
  // Paths of the files in a folder, relative to this one, sorted.
  [[nodiscard]] std::vector<std::string> files_in(const std::string &name) const;

  // How programs are started here.
  [[nodiscard]] const testing::ProgramOptions &options() const { return options_; }
  // From now on programs find this shell script when they look for `name` in PATH.
  void replace_program(const std::string &name, const std::string &script);
  // From now on programs have this in their environment.
  void set(const std::string &variable, const std::string &value) {
    options_.environment[variable] = value;
  }
  // From now on programs find nothing in PATH.
  void hide_programs();
  // Processes that were started here, by their environment, and still run.
  [[nodiscard]] std::vector<int> survivors() const;
  // From now on the repository's store is used.
  void use_real_store();
  // The number of its files.
  [[nodiscard]] std::size_t stored() const;

private:
  [[nodiscard]] std::filesystem::path path_of_programs() const;

  testing::Folder folder_;
  testing::ProgramOptions options_;
};

// What the file holds. Throws std::runtime_error if it cannot be read.
Counterexample counterexample_in(const std::filesystem::path &file);

// One row and few properties: enough to see the program at work.
inline const std::vector<std::string> kOneRow = {"--arch=64-64-64-12"};

// Our own file in the form of Linux 6.12; and the same with a bounds check whose sum wraps.
std::string good_file();
std::string wrapping_file();

// Whether this build proves C files, by what the program said: its output and errors, or a reason.
// If not, the test is told to be skipped.
bool can_be_proved(const ProgramEnd &end);
bool can_be_proved(const std::string &said);

// Words of several lists as one.
std::vector<std::string> joined(std::initializer_list<std::vector<std::string>> lists);

} // namespace dma_verify::end_to_end
