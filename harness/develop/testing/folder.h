// SPDX-License-Identifier: GPL-2.0-only
// For tests that work on files: a folder of their own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dma_verify::testing {

// A folder that is removed with its owner.
class Folder {
public:
  Folder();
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  ~Folder();

  [[nodiscard]] const std::filesystem::path &path() const { return path_; }
  // Writes a file below the folder; its path.
  std::filesystem::path write(const std::string &name, std::string_view text) const;

private:
  std::filesystem::path path_;
};

// The file's bytes; throws std::runtime_error if it cannot be read.
std::string text_of(const std::filesystem::path &path);

} // namespace dma_verify::testing
