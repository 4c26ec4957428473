// SPDX-License-Identifier: GPL-2.0-only
// report.html: the results of a run as a page. One file that loads no other.
#pragma once

#include "harness/counterexamples/pipeline/shown.h"
#include "harness/results/render/reports.h"
#include "harness/subjects/subject.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// Most counterexamples that a report shows; more are counted.
inline constexpr std::size_t kMostShown = 30;

// What is in the file of this path; null if that is not known.
using InFile = std::function<const Counterexample *(const std::string &path)>;

// One counterexample for each property, clause and subject that is falsified and no known finding:
// those in the files that the records name, run again. At most kMostShown; `left_out` is the number
// of further ones.
std::vector<ShownCounterexample> gather(std::span<const Record> records,
                                        std::span<const Subject> subjects, const InFile &in_file,
                                        std::size_t &left_out);

// A page with no counterexamples if none are given. `left_out` are more than are shown.
std::string render_html(std::span<const Record> records, const RunSummary &run,
                        std::span<const ShownCounterexample> counterexamples,
                        std::size_t left_out = 0);

} // namespace dma_verify
