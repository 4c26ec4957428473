// SPDX-License-Identifier: GPL-2.0-only
// For tests that run a built program as a user does.
#pragma once

#include "smt/process/program.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::testing {

using process::Program;
using process::ProgramEnd;
using process::ProgramOptions;

// Without a time limit, since tests have one, with large files, and what the program leaves behind
// is left: some tests look for it.
ProgramOptions program_options(const std::filesystem::path &folder = {});

// Throws std::runtime_error if it cannot be started.
ProgramEnd run_program(const std::vector<std::string> &words, const ProgramOptions &options);

// Lines of a text, without their ends.
std::vector<std::string> lines_of(std::string_view text);

} // namespace dma_verify::testing
