// SPDX-License-Identifier: GPL-2.0-only
// Two traces side by side: equal calls in one row, so that a call that is missing in one trace does
// not shift all that follows.
#pragma once

#include <string>
#include <vector>

namespace dma_verify::report {

struct AlignedLine {
  std::string left; // empty: nothing
  std::string right;
};

// Equal lines get one row; then lines of the same call with other arguments. The order on each side
// is kept.
std::vector<AlignedLine> aligned(const std::vector<std::string> &left,
                                 const std::vector<std::string> &right);

} // namespace dma_verify::report
