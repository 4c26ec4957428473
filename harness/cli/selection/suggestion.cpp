// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/selection/suggestion.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dma_verify::cli {
namespace {

// Letters to insert, to leave out, to replace, or to swap with their neighbour.
std::size_t letters_between(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before_last(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  for (std::size_t j = 0; j <= other.size(); ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::vector<std::size_t> row(other.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0U : 1U);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::exchange(last, row);
  }
  return last[other.size()];
}

// As far as words may be apart: a third of the letters.
std::size_t most_letters(std::string_view word) {
  return std::max<std::size_t>(1, word.size() / 3);
}

constexpr std::size_t kLongestWord = 100;

} // namespace

std::string most_alike(std::string_view word, std::span<const std::string> among) {
  std::string best;
  if (word.size() > kLongestWord)
    return best;
  std::size_t fewest = most_letters(word) + 1;
  for (const std::string &each : among) {
    if (const std::size_t letters = letters_between(word, each); letters < fewest) {
      fewest = letters;
      best = each;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> among) {
  const std::string meant = most_alike(word, among);
  return meant.empty() ? "" : "; did you mean '" + meant + "'?";
}

} // namespace dma_verify::cli
