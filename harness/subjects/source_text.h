// SPDX-License-Identifier: GPL-2.0-only
// What a C file says before it is compiled: names and includes, without comments and literals.
#pragma once

#include "properties/random/fault_schedule.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

struct SourceText {
  std::set<std::string, std::less<>> names;
  std::vector<std::string> includes;   // names in #include <...>
  std::vector<std::string> neighbours; // names in #include "..."
  std::string tokens;                  // all of it, without white space

  [[nodiscard]] bool uses(std::string_view name) const;
  [[nodiscard]] bool has_include(std::string_view name) const;
};

SourceText read_source(std::string_view source);

// The form in which a file is written, which its unit finds by the names that it uses.
struct SourceForm {
  std::string name; // an id of the unit's list of forms, another word of the unit's, or "unknown"
  random::Environment environment{};
  std::string contradiction{}; // names that no release of the kernel has together; empty if none
};

} // namespace dma_verify
