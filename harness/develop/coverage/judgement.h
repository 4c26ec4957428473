// SPDX-License-Identifier: GPL-2.0-only
// What is not covered, against what is explained; and the table that shows it.
#pragma once

#include "harness/develop/coverage/counts.h"
#include "harness/develop/coverage/explanations.h"

#include <string>
#include <vector>

namespace dma_verify::coverage {

struct Tally {
  unsigned covered = 0;
  unsigned all = 0;
};

struct FileTally {
  std::string name{};
  Tally lines{};
  Tally branches{};
};

// The text of a line in the form in which explanations hold it.
using TextOfLine = std::string (*)(const std::string &line);
std::string trimmed(const std::string &line);
// Of files whose text is not ours: the first 16 digits of the trimmed line's SHA-256.
std::string hashed(const std::string &line);

struct Source {
  CountedFile file{};
  bool ours = true;                 // its text may be shown and kept
  std::vector<std::string> lines{}; // the file's
};

// Everything that was not reached, in the order of files and lines.
std::vector<Miss> misses(const Counts &counts, const std::vector<Source> &sources);

std::vector<FileTally> tallies(const Counts &counts);

struct Judgement {
  std::vector<Explanation> explained{};
  std::vector<Miss> unexplained{};
  std::vector<Explanation> stale{}; // explain nothing that was missed, or another number

  [[nodiscard]] bool holds() const { return unexplained.empty() && stale.empty(); }
};

Judgement judge(const std::vector<Miss> &misses, const std::vector<Explanation> &explanations);

// File, lines, branches; then what was missed and why.
std::string show(const std::vector<FileTally> &tallies, const Judgement &judgement);

} // namespace dma_verify::coverage
