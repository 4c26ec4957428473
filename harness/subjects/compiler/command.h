// SPDX-License-Identifier: GPL-2.0-only
// Runs a program, without a shell, and keeps what it prints.
#pragma once

#include <string>
#include <vector>

namespace dma_verify {

struct CommandResult {
  bool started = false; // false: the program is missing; `output` says why
  int exit_status = -1; // -1: ended by a signal
  std::string output;   // standard output and error
};

CommandResult run_command(const std::vector<std::string> &arguments);

// Runs several at once, at most `jobs`; results in the order of the commands.
std::vector<CommandResult> run_commands(const std::vector<std::vector<std::string>> &commands,
                                        unsigned jobs);

} // namespace dma_verify
