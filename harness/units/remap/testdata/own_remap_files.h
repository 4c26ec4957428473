// SPDX-License-Identifier: GPL-2.0-only
// For tests: our own remap.c in each form.
#pragma once

#include "harness/units/ops_helpers/testdata/own_files.h"

namespace dma_verify::remap {

// The text of a form: "6.1", "6.12" or "6.18".
inline std::string text_of_form(const std::string &form) {
  return testing::text_of(std::filesystem::path(DMA_VERIFY_REMAP_TESTDATA) /
                          ("form-" + form + ".c"));
}

} // namespace dma_verify::remap
