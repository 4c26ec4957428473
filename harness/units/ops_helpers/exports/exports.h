// SPDX-License-Identifier: GPL-2.0-only
// Calls of this unit's helpers as C and as KUnit parameters; what each part is:
// harness/units/unit_words.h.
#pragma once

#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kunit_parameter.h"

namespace dma_verify::ops_helpers {

std::string c_function(const ExportInput &input);
exports::KunitParameter kunit_parameter(const ExportInput &input);
std::string kunit_header();

} // namespace dma_verify::ops_helpers
