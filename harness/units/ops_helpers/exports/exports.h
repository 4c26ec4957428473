// SPDX-License-Identifier: GPL-2.0-only
// Calls of this unit's helpers as C and as KUnit parameters; their contracts are in
// harness/counterexamples/exports/exports.h.
#pragma once

#include "harness/counterexamples/exports/exports.h"

namespace dma_verify::ops_helpers {

std::string c_snippet(const ExportInput &input);
std::string kunit_line(const ExportInput &input);
std::string kunit_file(const ExportInput &input);
std::string kunit_header();

} // namespace dma_verify::ops_helpers
