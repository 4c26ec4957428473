// SPDX-License-Identifier: GPL-2.0-only
// Shards are read as they are written, and share the work without a rest.
#include "harness/cli/selection/shard.h"

#include <doctest/doctest.h>

namespace dma_verify::cli {
namespace {

TEST_CASE("a shard is a number and how many there are") {
  CHECK(parse_shard("1/1") == Shard{});
  CHECK(parse_shard("3/8") == Shard{3, 8});
  CHECK(to_string(Shard{3, 8}) == "3/8");
  for (const char *bad : {"", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "1 /2", "a/b", "1/9999999",
                          "4294967297/2", "1/"})
    CHECK_FALSE(parse_shard(bad));
}

TEST_CASE("each piece of work belongs to exactly one of the shards") {
  for (unsigned count = 1; count <= 5; ++count) {
    for (std::size_t place = 0; place < 20; ++place) {
      unsigned takers = 0;
      for (unsigned number = 1; number <= count; ++number)
        takers += Shard{number, count}.takes(place) ? 1U : 0U;
      CHECK(takers == 1);
    }
  }
}

} // namespace
} // namespace dma_verify::cli
