// SPDX-License-Identifier: GPL-2.0-only
// Runs a program on a text, with limits, and without a shell.
#pragma once

#include "smt/solvers/result.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace dma_verify::smt {

struct ChildExited {
  int status = 0;
  std::string output; // what it wrote to standard output
  std::string errors; // and to standard error
};
struct ChildDied { // by a signal
  int signal = 0;
  std::string errors;
};
struct ChildTimedOut {}; // and was killed, with its process group
struct ChildNotStarted {
  std::string message;
};
using ChildEnd = std::variant<ChildExited, ChildDied, ChildTimedOut, ChildNotStarted>;

// Starts `program` (searched in PATH if it has no slash) with `input` as its standard input and
// waits for its end. Of what it prints, the first 16 MiB are kept: more than that ends it. It does
// not outlive this process, nor does anything that it starts in its process group, even if this
// process is killed.
ChildEnd run_child(const std::string &program, std::span<const std::string> arguments,
                   std::string_view input, const Limits &limits);

} // namespace dma_verify::smt
