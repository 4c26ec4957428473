// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/alignment.h"

#include <algorithm>
#include <limits>

namespace dma_verify::report {
namespace {

// The cost of a row: two different calls in one row cost more than two rows with one call each.
constexpr unsigned kSame = 0;
constexpr unsigned kAlone = 2;
constexpr unsigned kOtherArguments = 3;
constexpr unsigned kOtherCall = 5;

// "map" of "map(path=ops, ...) = 0x0".
std::string call_of(const std::string &line) { return line.substr(0, line.find_first_of("(: ")); }

unsigned cost_of(const std::string &left, const std::string &right) {
  if (left == right)
    return kSame;
  return call_of(left) == call_of(right) ? kOtherArguments : kOtherCall;
}

} // namespace

std::vector<AlignedLine> aligned(const std::vector<std::string> &left,
                                 const std::vector<std::string> &right) {
  // cost[i][j]: the cheapest rows for what follows line i on the left and line j on the right.
  const std::size_t rows = left.size();
  const std::size_t columns = right.size();
  std::vector<std::vector<unsigned>> cost(rows + 1, std::vector<unsigned>(columns + 1, 0));
  for (std::size_t i = rows + 1; i-- > 0;) {
    for (std::size_t j = columns + 1; j-- > 0;) {
      if (i == rows && j == columns)
        continue;
      unsigned least = std::numeric_limits<unsigned>::max();
      if (i < rows)
        least = std::min(least, cost[i + 1][j] + kAlone);
      if (j < columns)
        least = std::min(least, cost[i][j + 1] + kAlone);
      if (i < rows && j < columns)
        least = std::min(least, cost[i + 1][j + 1] + cost_of(left[i], right[j]));
      cost[i][j] = least;
    }
  }
  std::vector<AlignedLine> lines;
  for (std::size_t i = 0, j = 0; i < rows || j < columns;) {
    if (i < rows && j < columns && cost[i][j] == cost[i + 1][j + 1] + cost_of(left[i], right[j])) {
      lines.push_back({left[i++], right[j++]});
    } else if (i < rows && cost[i][j] == cost[i + 1][j] + kAlone) {
      lines.push_back({left[i++], ""});
    } else {
      lines.push_back({"", right[j++]});
    }
  }
  return lines;
}

} // namespace dma_verify::report
