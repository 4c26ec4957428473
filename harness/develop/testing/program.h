// SPDX-License-Identifier: GPL-2.0-only
// For tests that run a built program as a user does.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace dma_verify::testing {

struct ProgramEnd {
  int exit_status = -1; // -1: ended by a signal
  int signal = 0;
  std::string output; // standard output; of a program on a terminal, both
  std::string errors; // standard error
};

struct ProgramOptions {
  std::filesystem::path folder;                   // in which it is started
  std::map<std::string, std::string> environment; // beside this process's own
  bool on_terminal = false;
};

// A running program, the leader of a process group of its own. If its owner has not waited for its
// end, the whole group is killed.
class Program {
public:
  // Throws std::runtime_error if it cannot be started.
  Program(const std::vector<std::string> &words, const ProgramOptions &options);
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;
  ~Program();

  // Sends a signal to the whole group, as a terminal does, or to the program alone.
  void signal_group(int signal) const;
  void signal_alone(int signal) const;
  [[nodiscard]] bool runs() const;

  ProgramEnd wait();

private:
  pid_t pid_ = 0;
  int terminal_ = -1; // this process's end of it
  std::filesystem::path output_;
  std::filesystem::path errors_;
};

ProgramEnd run_program(const std::vector<std::string> &words, const ProgramOptions &options);

// Lines of a text, without their ends.
std::vector<std::string> lines_of(std::string_view text);

} // namespace dma_verify::testing
