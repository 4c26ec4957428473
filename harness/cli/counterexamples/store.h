// SPDX-License-Identifier: GPL-2.0-only
// Reads stored counterexamples. Each file that is none is reported, and does not hinder the others.
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

// All files *.toml below the folder: regressions first, findings last, otherwise by name. Links to
// folders are not followed. A counterexample of a mutant must not be in a folder "regressions". No
// files if the folder does not exist.
StoredFiles read_store(const std::string &folder);

} // namespace dma_verify::cli
