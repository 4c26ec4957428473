// SPDX-License-Identifier: GPL-2.0-only
// Replaying stored counterexamples.
#pragma once

#include "harness/cli/run.h"

#include <filesystem>
#include <utility>
#include <vector>

namespace dma_verify::cli {

// The .toml files below the folder, sorted.
std::vector<std::filesystem::path> stored_files(const std::string &folder);

// Runs each scenario once, in a child, and compares what it shows with what its file expects.
std::vector<Record>
replay(const Subject &subject,
       const std::vector<std::pair<std::filesystem::path, Counterexample>> &files, unsigned jobs);

} // namespace dma_verify::cli
