// SPDX-License-Identifier: GPL-2.0-only
// Reports made from the records, so that they cannot disagree.
#pragma once

#include "harness/results/record.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// What a report contains besides the records.
struct RunSummary {
  std::string title;                        // what was verified, in one line
  std::string out;                          // folder of the results
  std::vector<std::string> not_seen;        // what was not looked at, one phrase each
  std::vector<std::string> fault_schedules; // that were run, one phrase per helper
  std::string containment; // of the code of C files, in one sentence; empty: none was run
  double seconds = 0;
  bool strict = false;
  std::size_t columns = 80; // of the terminal
  std::string name{};       // of the subject for machines; empty: its file's
  std::string timestamp{};  // when the run began, "2026-11-30T19:49:00"; empty: it is not told
};

// JUnit XML: one suite per subject and engine, one failure per bug. A difference from the model is
// a failure if the run is strict.
std::string render_junit(std::span<const Record> records, const RunSummary &run);
// What has a JUnit file of its own beside that of other results.
bool is_proof_of_model(const Record &record);
// KTAP version 1 (kernel documentation, dev-tools/ktap): one subtest per subject and engine.
std::string render_ktap(std::span<const Record> records, bool strict);
std::string render_summary(std::span<const Record> records, const RunSummary &run);

// The last line of the table alone, however wide.
std::string render_verdict(std::span<const Record> records, RunSummary run, bool colour);

// The table in the terminal: in as many columns as it has, at most 15 lines when everything holds,
// and at most 20 for one bug. Only commands to be copied can be wider, since they are not broken.
std::string render_table(std::span<const Record> records, const RunSummary &run, bool colour);

} // namespace dma_verify
