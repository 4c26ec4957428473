// SPDX-License-Identifier: GPL-2.0-only
// The lines of a compiled C file, from the debug information of its object.
#pragma once

#include "harness/subjects/containment/landlock.h"
#include "harness/subjects/source_lines.h"

#include <filesystem>
#include <span>

namespace dma_verify {

// A shared object that was made of a C file.
struct MadeObject {
  std::filesystem::path object;
  std::filesystem::path source;                      // the absolute path that the compiler was told
  std::filesystem::path work;                        // the folder in which it was compiled
  const containment::FileRules *reachable = nullptr; // what may be reached for it; null: anything
};

// The lines of places in the object, from its debug information. Code that comes from the harness's
// headers has the line of the code into which the compiler put it. Lines of other files than the
// source and those beside it are not known: a file can name any. As many as there are calls; all
// unknown if the program addr2line or the information is missing.
std::vector<SourceLines> source_lines(const MadeObject &made, std::span<const CodePlaces> calls);

} // namespace dma_verify
