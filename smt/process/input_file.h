// SPDX-License-Identifier: GPL-2.0-only
// Reads files that come from outside: what is no ordinary file is never waited for, and no more is
// read than allowed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>

namespace dma_verify::process {

struct UnreadableFile {
  std::string why; // in words, without the file's name: "no such file"
};

// The content of a regular file of at most `most_bytes`.
std::variant<std::string, UnreadableFile> read_input_file(const std::filesystem::path &path,
                                                          std::size_t most_bytes);

// The same; an empty text for a file that cannot be read.
std::string input_text(const std::filesystem::path &path, std::size_t most_bytes);

} // namespace dma_verify::process
