// SPDX-License-Identifier: GPL-2.0-only
// Leaves out of a C file what needs names that the simulated kernel does not have, so that the rest
// can be compiled and judged.
#pragma once

#include "harness/subjects/compiler/preprocessed.h"

#include <functional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

// A name that the simulated kernel lacks, and the first line of the file that needs it.
struct MissingName {
  std::string name; // "VM_FAULT_NOPAGE", "cma_area of struct device"
  std::size_t line = 0;

  friend bool operator==(const MissingName &, const MissingName &) = default;
};

// "cma_area of struct device (line 69), spin_lock (line 71)".
std::string to_string(const std::vector<MissingName> &missing);

// Adds those whose names are not there yet.
void add_missing(const std::vector<MissingName> &missing, std::vector<MissingName> &to);

struct LeftOut {
  std::string text; // compiles, if warnings are no errors
  // In the order of their lines. A call of an unknown function stays where nothing else is missing.
  std::vector<MissingName> missing;
  bool is_all = true; // nothing was left out
  // Functions of which nothing is left, since their own declaration needs such a name.
  std::vector<std::string> functions;
};

// What no compiler takes, whatever the simulated kernel has.
struct RefusedSource {
  std::size_t line = 0; // of the file; 0: of a header, or none
  std::string message;
};

struct LeavingOut {
  std::set<std::string, std::less<>> known; // names that the simulated kernel has
  // Compiles a text and gives what the compiler printed; nothing if it could not be run.
  std::function<std::optional<std::string>(const std::string &text)> compile;
};

// A function whose body needs a missing name ends the case as unmodelled, and names it.
std::variant<LeftOut, RefusedSource> leave_out(const PreprocessedFile &file,
                                               const LeavingOut &with);

} // namespace dma_verify
