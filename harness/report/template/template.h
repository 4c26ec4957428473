// SPDX-License-Identifier: GPL-2.0-only
// The text of report.mustache, built into the program.
#pragma once

#include <string_view>

namespace dma_verify::report {

std::string_view report_template();

} // namespace dma_verify::report
