// SPDX-License-Identifier: GPL-2.0-only
// Stored counterexamples, read: whatever else lies among them is told, and costs only itself.
#pragma once

#include "harness/counterexamples/files/counterexample.h"

#include <filesystem>
#include <string>
#include <vector>

namespace dma_verify::cli {

struct StoredFile {
  std::filesystem::path path;
  Counterexample counterexample;
};

struct UnreadFile {
  std::filesystem::path path;
  UnusableFile why;
};

struct StoredFiles {
  std::vector<StoredFile> files;
  std::vector<UnreadFile> unread;
};

// Each of these files, in their order.
StoredFiles read_files(const std::vector<std::filesystem::path> &paths);

// All that is called *.toml below the folder: regressions first, findings last, else by name. Links
// to folders are not followed. What was found on a mutant has no place in a folder "regressions".
// Nothing of a folder that there is not.
StoredFiles read_store(const std::string &folder);

} // namespace dma_verify::cli
