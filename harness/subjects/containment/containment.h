// SPDX-License-Identifier: GPL-2.0-only
// What keeps the code of a verified C file from reaching anything outside its own process. Each
// part is tried on the machine, not looked up.
#pragma once

#include "harness/subjects/containment/landlock.h"
#include "harness/subjects/containment/namespaces.h"

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dma_verify {

class Containment {
public:
  // None: the file's code runs with the user's rights. For this reason, in words.
  explicit Containment(std::string why_not) : why_not_(std::move(why_not)) {}

  // What this machine and this build have. Tried once in a process, in children.
  static const Containment &of_this_machine();

  // Whether the tested code runs contained: system calls are limited at the least.
  [[nodiscard]] bool is_there() const { return why_not_.empty(); }
  [[nodiscard]] const std::string &why_not() const { return why_not_; }
  // Not there, and the user must say so: it is neither the build's doing nor the user's word.
  [[nodiscard]] bool is_refused() const { return refused_; }
  // "seccomp, Landlock 7; no namespaces (Operation not permitted)", or "none: WHY".
  [[nodiscard]] std::string text() const;

  // In the process that is to be contained, in this order. The first: before its descriptors are
  // closed; the second: before the tested code is loaded from this folder, and from then on the
  // process does not outlive its parent; the third: before the code is called. Each throws
  // std::runtime_error if it cannot be done.
  void enter() const;
  void begin_loading(const std::filesystem::path &folder, pid_t parent) const;
  void begin_calls() const;

  // The files that a compiler may reach while it reads a stranger's file: to read, the system's,
  // its own and these; to write, those of the folder. Null if nothing is contained, or the machine
  // cannot do it.
  [[nodiscard]] std::shared_ptr<const containment::FileRules>
  rules_for_compiler(const std::string &compiler, std::vector<std::filesystem::path> readable,
                     const std::filesystem::path &work) const;

private:
  Containment() = default;

  std::string why_not_;
  bool refused_ = false;
  bool has_landlock_ = false;
  std::shared_ptr<const containment::Namespaces> namespaces_; // null: none
  std::vector<std::string> parts_;                            // that are there
  std::vector<std::string> absent_;                           // with the reason
};

} // namespace dma_verify
