// SPDX-License-Identifier: GPL-2.0-only
// Landlock, where the kernel has it: which files a process can reach from now on, until its end.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>

namespace dma_verify::containment {

// The version of the kernel's Landlock; 0: it has none.
int landlock_version();

// Rules by which a program can reach some files only, made before it is started
// (process::ProgramOptions::landlock_rules).
class FileRules {
public:
  // What is not there is left out. Files and all below folders: to read and to run; and to do
  // anything with. Or why it cannot be done.
  static std::variant<std::shared_ptr<const FileRules>, std::string>
  make(std::span<const std::filesystem::path> readable,
       std::span<const std::filesystem::path> writable);
  ~FileRules();
  FileRules(const FileRules &) = delete;
  FileRules &operator=(const FileRules &) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

private:
  explicit FileRules(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Of all files only those below this folder can be read, and none written; no port can be bound or
// connected to, and no signal sent to others, if the version knows that. Empty, or why not.
std::string restrict_files_to(const std::filesystem::path &folder);

} // namespace dma_verify::containment
