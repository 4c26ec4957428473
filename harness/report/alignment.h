// SPDX-License-Identifier: GPL-2.0-only
// Two traces line beside line: what both did in one row, so that a call that one of them leaves out
// does not shift all that follows.
#pragma once

#include <string>
#include <vector>

namespace dma_verify::report {

struct AlignedLine {
  std::string left; // empty: nothing
  std::string right;
};

// Lines that are the same stand beside each other, then those of the same call with other
// arguments; the order of each side stays.
std::vector<AlignedLine> aligned(const std::vector<std::string> &left,
                                 const std::vector<std::string> &right);

} // namespace dma_verify::report
