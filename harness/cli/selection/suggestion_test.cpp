// SPDX-License-Identifier: GPL-2.0-only
// A word that there is not leads to the one that was meant, and not to any.
#include "harness/cli/selection/suggestion.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace dma_verify::cli {
namespace {

const std::vector<std::string> kWords = {"verify", "test", "--subject", "offset-bounds.*"};

TEST_CASE("a word with few wrong letters is recognised") {
  CHECK(most_alike("verfiy", kWords) == "verify");
  CHECK(most_alike("tests", kWords) == "test");
  CHECK(most_alike("--subjct", kWords) == "--subject");
  CHECK(most_alike("ofset-bounds.*", kWords) == "offset-bounds.*");
  CHECK(suggestion("verfy", kWords) == "; did you mean 'verify'?");
}

TEST_CASE("another word is not") {
  CHECK(most_alike("frobnicate", kWords).empty());
  CHECK(most_alike("", kWords).empty());
  CHECK(most_alike(std::string(100'000, 'v'), kWords).empty());
  CHECK(suggestion("x", {}).empty());
}

} // namespace
} // namespace dma_verify::cli
