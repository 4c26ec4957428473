// SPDX-License-Identifier: GPL-2.0-only
// For tests: a program that acts as a solver.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace dma_verify::smt {

// A shell script in a folder of its own, removed at the end of its scope.
class FakeSolver {
public:
  FakeSolver() {
    std::string pattern = (std::filesystem::temp_directory_path() / "fake-solver-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  FakeSolver(const FakeSolver &) = delete;
  FakeSolver &operator=(const FakeSolver &) = delete;
  ~FakeSolver() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  void write(const std::string &script) const {
    std::ofstream(program()) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
  }
  [[nodiscard]] std::string program() const { return (folder_ / "solver").string(); }

private:
  std::filesystem::path folder_;
};

} // namespace dma_verify::smt
