// SPDX-License-Identifier: GPL-2.0-only
// Starts other programs: solvers, compilers, and in tests the built program itself. Without a
// shell, in a process group of their own, within limits; what they print is kept.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dma_verify::process {

struct ProgramOptions {
  std::string input{};            // its standard input
  std::filesystem::path folder{}; // in which it is started; empty: that of this process
  std::map<std::string, std::string> environment{}; // beside this process's own
  bool errors_in_output = false; // both in `output`, in the order in which they were printed
  bool on_terminal = false;      // it prints to a terminal: both in `output`, without a limit
  // After this time the program is killed, with its group.
  std::optional<std::chrono::milliseconds> time = std::chrono::minutes(10);
  unsigned memory_megabytes = 0; // of address space; 0: no limit
  // A descriptor of the rules of Landlock that the program is held to; -1: none.
  int landlock_rules = -1;
  // The largest file that it may write; what it prints counts as a file. More ends it (SIGXFSZ).
  unsigned file_megabytes = 16;
  // What the program started and left behind is killed at the program's end. Tests
  // that look for such processes switch this off.
  bool kill_rest = true;
};

struct ProgramEnd {
  std::string not_started{}; // why it could not be started; empty if it was
  int exit_status = -1;      // -1: it did not exit
  int signal = 0;            // that ended it; 0: none did
  bool timed_out = false;    // and was killed
  bool interrupted = false;  // likewise: somebody wants this process to end (interrupt.h)
  std::string output{};      // standard output
  std::string errors{};      // standard error
};

// A running program. It does not outlive this process, nor does anything that it started, even if
// this process is killed; and if its owner has not waited for its end, not its owner.
class Program {
public:
  // The first word is the program, searched in PATH if it has no slash.
  explicit Program(const std::vector<std::string> &words, ProgramOptions options = {});
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;
  ~Program();

  // Sends a signal to the whole group, as a terminal does, or to the program alone.
  void signal_group(int signal) const;
  void signal_alone(int signal) const;
  [[nodiscard]] bool runs() const;

  ProgramEnd wait();

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

ProgramEnd run_program(const std::vector<std::string> &words, const ProgramOptions &options = {});

// Runs several, at most `at_once` at the same time; their ends in the order of the commands. Once
// one has not ended in its time, no more are started: they have not ended in time either.
std::vector<ProgramEnd> run_programs(const std::vector<std::vector<std::string>> &commands,
                                     unsigned at_once, const ProgramOptions &options = {});

} // namespace dma_verify::process
