// SPDX-License-Identifier: GPL-2.0-only
// For tests: counterexamples as reports show them, made with mutants of the model: ordinary ones,
// ones with dangerous texts, and ones with extreme values.
#pragma once

#include "harness/report/report.h"

#include <string>
#include <vector>

namespace dma_verify::report_examples {

// The sum in the bounds check wraps, and the page before the buffer is mapped.
ShownCounterexample wrapping_mmap();
// The entry is as long as the size, and not as its pages.
ShownCounterexample short_entry();
// The last byte is not zeroed.
ShownCounterexample unzeroed_byte();
// Pages are handed out twice and released once.
ShownCounterexample leaking_sequence();
// Its process ended.
ShownCounterexample lost_process();

// Of every call, with values at the ends of their ranges, on several architectures.
std::vector<ShownCounterexample> extreme();

// Text with markup, control characters and invalid UTF-8, in every place that takes text from
// outside.
inline constexpr const char *kHostile =
    "<script>alert(1)</script>\"'&{{x}}{{{y}}}\x01\x1b[31m\xff\xfe\xe2\x80\xae|`#\n\r\t*/ // \\";
ShownCounterexample hostile();

// A run with every kind of row: proved, passed, falsified, unknown, unmodelled, differs, skipped.
std::vector<Record> records_of_all_kinds();
RunSummary summary();

} // namespace dma_verify::report_examples
