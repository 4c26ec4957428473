// SPDX-License-Identifier: GPL-2.0-only
// Where in a verified file the effects of a call come from: as numbers while calls are run, as
// lines of the file for those that are told to people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// Places in the code of one call, in numbers that its subject understands: for a C file the address
// of an instruction in the shared object. 0: not known.
struct CodePlaces {
  std::vector<std::uint64_t> effects{}; // where the service of each effect of the trace was called
  std::uint64_t last = 0; // where the last service was called, or where the call crashed

  friend bool operator==(const CodePlaces &, const CodePlaces &) = default;
};

// A line of a file, counted from 1; 0: not known.
struct SourceLine {
  std::string file{}; // as the compiler was told
  unsigned line = 0;

  friend bool operator==(const SourceLine &, const SourceLine &) = default;
};

// What CodePlaces mean.
struct SourceLines {
  std::vector<SourceLine> effects{};
  SourceLine last{};

  friend bool operator==(const SourceLines &, const SourceLines &) = default;
};

// Of the call of this number; nothing known if there is none of it.
SourceLines lines_of_call(std::span<const SourceLines> lines, std::size_t number);

// "ops_helpers.c:54", without the file's folder; empty if it is not known.
std::string to_string(const SourceLine &line);

// The line and its neighbours, and the number of the first of them; nothing if the file has no such
// line by now.
std::vector<std::string> text_around(const SourceLine &line, unsigned &first);

} // namespace dma_verify
