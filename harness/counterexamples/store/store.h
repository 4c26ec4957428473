// SPDX-License-Identifier: GPL-2.0-only
// Stored counterexamples: read from a folder, where each file that is none is reported and does not
// hinder the others, and kept in one.
#pragma once

#include "harness/counterexamples/files/counterexample.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

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

struct ShownAlready {
  std::filesystem::path by; // a file of the store
};
struct Kept {
  std::filesystem::path path;
};
struct NotKept {
  std::string why;
};
// Writes the counterexample to the folder, unless a file there shows the same. `expected` is the
// verdict that its subject had: "falsified" or "passed". One of a mutant is not kept.
std::variant<Kept, ShownAlready, NotKept>
keep(const std::string &folder, const Counterexample &counterexample, const std::string &expected);

} // namespace dma_verify
