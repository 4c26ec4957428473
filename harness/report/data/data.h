// SPDX-License-Identifier: GPL-2.0-only
// The parts of the report as data for its template. The template escapes them.
#pragma once

#include "harness/report/report.h"

#include <kainjow/mustache.hpp>

namespace dma_verify::report {

using Data = kainjow::mustache::data;

// Text from outside, on one line and valid.
Data text_data(const std::string &text);

// "good", "bad" or "doubt": the style in which a verdict is shown.
std::string tone_of(Verdict verdict, bool strict);

// The scenario of a call, or of each call of a sequence: fields that matter and fields that do not,
// in separate tables.
Data scenarios_data(const ShownCounterexample &shown);

// One counterexample; `number` tells it from the others of the page.
Data counterexample_data(const ShownCounterexample &shown, std::size_t number);

// Sets the tables of results and the lists: what was not judged, what was assumed (by
// counterexamples too), and what was not looked at.
void add_results(Data &page, std::span<const Record> records, const RunSummary &run,
                 std::span<const ShownCounterexample> shown);

} // namespace dma_verify::report
