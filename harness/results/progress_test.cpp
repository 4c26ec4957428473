// SPDX-License-Identifier: GPL-2.0-only
// The line that shows how far a run is.
#include "harness/results/progress.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

std::string text_after(double seconds, std::size_t count, std::size_t total) {
  return progress_text("testing", count, total, std::chrono::duration<double>(seconds));
}

TEST_CASE("nothing is said in the first second") {
  CHECK(text_after(0, 0, 10).empty());
  CHECK(text_after(0.999, 5, 10).empty());
  CHECK_FALSE(text_after(1.0, 5, 10).empty());
}

TEST_CASE("the time that is left follows from what is done") {
  CHECK(text_after(6, 2, 10) == "testing: 2 of 10, about 24 s left");
  CHECK(text_after(6, 5, 10) == "testing: 5 of 10, about 6 s left");
}

TEST_CASE("no time is guessed at the beginning and at the end") {
  CHECK(text_after(6, 0, 10) == "testing: 0 of 10");
  CHECK(text_after(6, 10, 10) == "testing: 10 of 10");
  CHECK(text_after(6, 0, 0) == "testing: 0 of 0");
}

TEST_CASE("no more is done than there is") { CHECK(text_after(6, 16, 10) == "testing: 10 of 10"); }

} // namespace
} // namespace dma_verify
