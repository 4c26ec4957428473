// SPDX-License-Identifier: GPL-2.0-only
// dma_alloc_contiguous and dma_free_contiguous, decision by decision (SEMANTICS.md,
// "dma_alloc_contiguous" and "dma_free_contiguous").
#include "model/kernel/neighbours/contiguous.h"

#include "model/kernel/neighbours/test_values.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace dma_verify::contiguous {
namespace {

using namespace test_values;

constexpr auto kAreas = {ContiguousArea::device, ContiguousArea::node, ContiguousArea::standard};
constexpr int kNoNode = kNumaNoNode;

bool is_asked(ContiguousArea area, std::uint64_t length, std::uint32_t gfp = kGfpKernel,
              int node = 0) {
  return asks<M64>(area, bytes<M64>(length), number<M64>(gfp), node, kShift);
}

TEST_CASE("a gfp that cannot block asks no area, whatever the size") {
  for (const ContiguousArea area : kAreas) {
    for (const std::uint64_t length : {std::uint64_t{0}, kPage, 2 * kPage, ~std::uint64_t{0}}) {
      CHECK_FALSE(is_asked(area, length, 0));
      CHECK_FALSE(is_asked(area, length, ~kGfpDirectReclaim));
    }
  }
  CHECK(is_asked(ContiguousArea::standard, 2 * kPage, kGfpDirectReclaim));
}

TEST_CASE("the device's own area is asked without a test of size, zone or node") {
  for (const std::uint64_t length :
       {std::uint64_t{0}, std::uint64_t{1}, kPage - 1, kPage, kPage + 1, ~std::uint64_t{0}}) {
    for (const std::uint32_t zone : {0U, kGfpDma, kGfpDma32, kGfpHighmem}) {
      for (const int node : {kNoNode, 0, 7})
        CHECK(is_asked(ContiguousArea::device, length, kGfpKernel | zone, node));
    }
  }
}

TEST_CASE("one page or less is left to the buddy allocator") {
  for (const ContiguousArea area : {ContiguousArea::node, ContiguousArea::standard}) {
    CHECK_FALSE(is_asked(area, 0));
    CHECK_FALSE(is_asked(area, kPage - 1));
    CHECK_FALSE(is_asked(area, kPage));
    CHECK(is_asked(area, kPage + 1));
    CHECK(is_asked(area, ~std::uint64_t{0}));
  }
}

TEST_CASE("the node's areas are not asked for a zone of low addresses, nor without a node") {
  const auto asks_node = [](std::uint32_t zone, int node) {
    return is_asked(ContiguousArea::node, 2 * kPage, kGfpKernel | zone, node);
  };
  CHECK(asks_node(0, 0));
  CHECK(asks_node(0, 7));
  CHECK_FALSE(asks_node(0, kNoNode));
  CHECK_FALSE(asks_node(kGfpDma, 0));
  CHECK_FALSE(asks_node(kGfpDma32, 0));
  CHECK_FALSE(asks_node(kGfpDma | kGfpDma32, 0));
  CHECK(asks_node(kGfpHighmem, 0));
  CHECK(asks_node(kGfpComp | kGfpZero | kGfpNowarn, 0));
}

TEST_CASE("the standard area is asked whatever the zone and the node") {
  for (const std::uint32_t zone : {0U, kGfpDma, kGfpDma32, kGfpHighmem}) {
    for (const int node : {kNoNode, 0, 7})
      CHECK(is_asked(ContiguousArea::standard, 2 * kPage, kGfpKernel | zone, node));
  }
}

TEST_CASE("pages asked are rounded down, pages released are rounded up") {
  const auto asked = [](std::uint64_t length) {
    return value(requested_pages<M64>(bytes<M64>(length), kShift));
  };
  const auto released = [](std::uint64_t length) {
    return value(released_pages<M64>(bytes<M64>(length), kShift));
  };
  CHECK(asked(0) == 0);
  CHECK(asked(kPage - 1) == 0);
  CHECK(asked(kPage) == 1);
  CHECK(asked(2 * kPage - 1) == 1);
  CHECK(released(0) == 0);
  CHECK(released(1) == 1);
  CHECK(released(kPage) == 1);
  CHECK(released(kPage + 1) == 2);
}

TEST_CASE("a release counts its pages in an unsigned int, and PAGE_ALIGN wraps") {
  const auto released = [](std::uint64_t length) {
    return value(released_pages<M64>(bytes<M64>(length), kShift));
  };
  const std::uint64_t sixteen_tib = std::uint64_t{1} << 44;
  CHECK(released(sixteen_tib - kPage) == 0xffffffff);
  CHECK(released(sixteen_tib - kPage + 1) == 0);
  CHECK(released(sixteen_tib) == 0);
  CHECK(released(sixteen_tib + kPage) == 1);
  CHECK(released(~std::uint64_t{0}) == 0);
  CHECK(value(released_pages<M32>(bytes<M32>(0xfffff000), kShift)) == 0xfffff);
}

TEST_CASE("asked and released pages differ for just the sizes that are not whole pages") {
  const std::uint64_t most_counted = 15 * 4; // bytes of which an int of 4 bits counts the pages
  for (std::uint64_t length = 0; length <= most_counted; ++length) {
    CAPTURE(length);
    const bool differ = requested_pages<M8>(bytes<M8>(length), kSmallShift) !=
                        released_pages<M8>(bytes<M8>(length), kSmallShift);
    CHECK(differ == (length % 4 != 0));
  }
}

} // namespace
} // namespace dma_verify::contiguous
