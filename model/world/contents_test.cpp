// SPDX-License-Identifier: GPL-2.0-only
// Tests of intervals of frames, and of what lies in memory.
#include "model/world/contents.h"

#include <doctest/doctest.h>

namespace dma_verify::world {
namespace {

TEST_CASE("frames contain and overlap without wrapping") {
  const Frames some{10, 4};
  CHECK(some.contains(10));
  CHECK(some.contains(13));
  CHECK_FALSE(some.contains(14));
  CHECK_FALSE(some.contains(9));
  CHECK(some.contains(Frames{11, 3}));
  CHECK_FALSE(some.contains(Frames{11, 4}));
  CHECK_FALSE(some.contains(Frames{9, 2}));
  CHECK_FALSE(some.contains(Frames{11, ~std::uint64_t{0}}));
  CHECK(some.overlaps({13, 9}));
  CHECK(some.overlaps({0, 11}));
  CHECK(some.overlaps({0, 100}));
  CHECK_FALSE(some.overlaps({14, 1}));
  CHECK_FALSE(some.overlaps({9, 1}));
  CHECK_FALSE(some.overlaps({11, 0}));
}

TEST_CASE("memory that nobody wrote is stale") {
  const Contents contents;
  CHECK(contents.worst({0, 1}) == Content::stale);
  CHECK(contents.worst({0, 0}) == Content::zero);
}

TEST_CASE("one stale byte makes a range stale") {
  Contents contents;
  contents.write({100, 50}, Content::zero);
  CHECK(contents.worst({100, 50}) == Content::zero);
  CHECK(contents.worst({99, 51}) == Content::stale);
  CHECK(contents.worst({100, 51}) == Content::stale);
  contents.write({120, 1}, Content::stale);
  CHECK(contents.worst({100, 50}) == Content::stale);
  CHECK(contents.worst({100, 20}) == Content::zero);
  CHECK(contents.worst({121, 29}) == Content::zero);
}

TEST_CASE("a later write replaces an earlier one, wherever it begins") {
  Contents contents;
  contents.write({100, 50}, Content::zero);
  contents.write({90, 20}, Content::device);
  CHECK(contents.worst({90, 60}) == Content::device);
  CHECK(contents.worst({110, 40}) == Content::zero);
  contents.write({80, 100}, Content::zero);
  CHECK(contents.worst({80, 100}) == Content::zero);
  contents.write({70, 200}, Content::stale);
  CHECK(contents.worst({80, 1}) == Content::stale);
}

TEST_CASE("neighbouring writes join") {
  Contents contents;
  contents.write({0, 4096}, Content::zero);
  contents.write({4096, 4096}, Content::zero);
  CHECK(contents.worst({0, 8192}) == Content::zero);
}

} // namespace
} // namespace dma_verify::world
