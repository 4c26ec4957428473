// SPDX-License-Identifier: GPL-2.0-only
// A recording of what the program says: one fact a line, sorted. A line is a kind, the subject that
// the fact is about, and further columns of which the last is the value:
//
//   exit status     SUBJECT  STATUS
//   result          SUBJECT  PROPERTY  ROW  ENGINE  CLAUSE  VERDICT
//   counterexample  SUBJECT  PROPERTY  ROW  CLAUSE  FIELD=VALUE; FIELD=VALUE; ...
//   replay          SUBJECT  FILE  VERDICT
//   job             SUBJECT  ID
#pragma once

#include "harness/results/record.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::golden {

// Sorted lines. The same fact may be there several times.
using Facts = std::vector<std::string>;

// Its columns, separated by tabs, as a line. A column's own tabs and line ends become blanks.
std::string line_of(const std::vector<std::string> &columns);
std::vector<std::string> columns_of(std::string_view line);

// The result without what another run may say differently: times, solvers, hashes, sentences.
std::string result_fact(const std::string &subject, const Record &record);

// Of a counterexample's file: what is run. Throws std::runtime_error if the text is no TOML.
std::string counterexample_fact(const std::string &subject, const std::string &toml);
// Of a counterexample's file: the program had too little time to run every shorter sequence, so
// that another run may find one.
bool was_short_of_time(const std::string &toml);

// What of a recording a summary has in full.
enum class Detail {
  failures, // all but a subject's jobs, and those of its results that hold or do not apply
  hashes,   // nothing: a hash of all facts of a kind about "edit", "model:", "kernel", ...
};

// Facts of which there is a hash alone become one line: how many they are, and the hash.
Facts summary_of(const Facts &facts, Detail detail);

// The facts about subjects whose names contain the text.
Facts about(const std::string &text, const Facts &facts);

// Throw std::runtime_error if the file cannot be read or written. Lines that begin with "#" are
// comments.
Facts read_facts(const std::filesystem::path &path);
void write_facts(const std::filesystem::path &path, const Facts &facts);

} // namespace dma_verify::golden
