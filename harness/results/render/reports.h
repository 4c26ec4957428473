// SPDX-License-Identifier: GPL-2.0-only
// Reports made from the records, so that they cannot disagree.
#pragma once

#include "harness/results/record.h"

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
};

// A difference from the model is a failure if the run is strict.
std::string render_junit(std::span<const Record> records, bool strict);
// KTAP version 1 (kernel documentation, dev-tools/ktap): one subtest per subject and engine.
std::string render_ktap(std::span<const Record> records, bool strict);
std::string render_summary(std::span<const Record> records, const RunSummary &run);

// The table in the terminal: lines of 80 columns, at most 25 lines when everything holds. Only
// commands to be copied can be wider, since they are not broken.
std::string render_table(std::span<const Record> records, const RunSummary &run, bool colour);

} // namespace dma_verify
