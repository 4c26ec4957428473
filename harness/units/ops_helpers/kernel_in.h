// SPDX-License-Identifier: GPL-2.0-only
// What the options of a kernel change in what the helpers of the unit meet.
#pragma once

#include "harness/units/unit_sources.h"

namespace dma_verify::ops_helpers {

WayOfKernel kernel_in(const Way &way);

// 6.19 has ops by page and ops by physical address, and a driver sets the ones or the others.
std::vector<Way> other_ways(const SourceText &source);

} // namespace dma_verify::ops_helpers
