// SPDX-License-Identifier: GPL-2.0-only
// report.html: the results of a run as a page. One file that loads no other.
#pragma once

#include "harness/counterexamples/examination/examine.h"
#include "harness/counterexamples/exports/exports.h"
#include "harness/results/render/reports.h"
#include "smt/minimality/certification.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// A counterexample with what was seen when it was run again.
struct ShownCounterexample {
  Counterexample counterexample;
  std::string subject; // as it is named in commands
  std::string file;
  Examination examination;
  std::optional<Certification> certification; // if one was made
  // Architectures on which the same property and clause failed on the same subject.
  std::vector<std::string> elsewhere;
  // The number, from 1, of an earlier one that is the same call and violates another clause; or 0.
  std::size_t same_as = 0;
};

// What exports are made of; refers to `shown`.
ExportInput export_input(const ShownCounterexample &shown);

// Most counterexamples that a report shows; more are counted.
inline constexpr std::size_t kMostShown = 30;

// One counterexample for each property, clause and subject that is falsified and no known finding:
// read from the files that the records name, and run again. Files that cannot be read are left out.
// At most kMostShown; `left_out` is the number of further ones.
std::vector<ShownCounterexample> gather(std::span<const Record> records,
                                        std::span<const Subject> subjects, std::size_t &left_out);

// A page with no counterexamples if none are given. `left_out` are more than are shown.
std::string render_html(std::span<const Record> records, const RunSummary &run,
                        std::span<const ShownCounterexample> counterexamples,
                        std::size_t left_out = 0);

} // namespace dma_verify
