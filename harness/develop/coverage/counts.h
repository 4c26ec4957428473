// SPDX-License-Identifier: GPL-2.0-only
// What gcov counted, summed over everything that was compiled from the same line: each translation
// unit, each instance of a template, each page size of a C file.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify::coverage {

// A source file that is counted, and how it is shown.
struct CountedFile {
  std::string name{}; // "model/kernel/trace.h", "ops_helpers.c of Linux 6.12"
  std::string path{}; // as gcov tells it
};

struct LineCounts {
  std::string function{}; // its name alone, without namespaces and arguments
  std::uint64_t executed = 0;
  // Of each way on from this line; instances with another number of ways are counted apart.
  std::map<std::size_t, std::vector<std::uint64_t>> branches{};
};

struct FileCounts {
  std::map<unsigned, LineCounts> lines{}; // by number, from 1
};

// By the files' names; those that gcov does not mention are empty.
using Counts = std::map<std::string, FileCounts>;

struct UnreadableCounts {
  std::string message{};
};

// Reads the documents of `gcov --json-format --branch-probabilities --stdout`, one a line. Ways
// that exceptions take, and functions that no program instance ran while others did, are left out.
std::variant<Counts, UnreadableCounts> read_counts(std::istream &documents,
                                                   const std::vector<CountedFile> &files);

// "dma_verify::SimulatedKernel<M>::map(MapPath) const" is "map".
std::string short_name(std::string demangled);

} // namespace dma_verify::coverage
