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
constexpr int kNoNode = -1;

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

bool takes(ReleaseTest test, std::uint64_t first, std::uint64_t count) {
  return takes_back<M64>(test, frame<M64>(100), pages<M64>(8), frame<M64>(first),
                         pages<M64>(count));
}

TEST_CASE("up to 6.12 an area takes what begins in it, even if it ends behind it") {
  using enum ReleaseTest;
  CHECK_FALSE(takes(first_page, 99, 1));
  CHECK_FALSE(takes(first_page, 99, 2));
  CHECK(takes(first_page, 100, 8));
  CHECK(takes(first_page, 107, 1));
  CHECK(takes(first_page, 107, 2));
  CHECK(takes(first_page, 100, ~std::uint64_t{0}));
  CHECK_FALSE(takes(first_page, 108, 1));
}

TEST_CASE("from 6.18 on an area takes what lies in it as a whole") {
  using enum ReleaseTest;
  CHECK_FALSE(takes(whole_block, 99, 1));
  CHECK_FALSE(takes(whole_block, 99, 2));
  CHECK(takes(whole_block, 100, 8));
  CHECK_FALSE(takes(whole_block, 100, 9));
  CHECK(takes(whole_block, 107, 1));
  CHECK_FALSE(takes(whole_block, 107, 2));
  CHECK_FALSE(takes(whole_block, 107, ~std::uint64_t{0} - 106)); // the sum wraps
  CHECK_FALSE(takes(whole_block, 108, 1));
}

TEST_CASE("both tests of a release are exact on all inputs of small words") {
  unsigned wrong = 0;
  unsigned taken = 0;
  for (std::uint64_t first = 0; first < 256; ++first) {
    for (std::uint64_t count = 1; count < 256; ++count) {
      const std::uint64_t area_first = 37;
      const std::uint64_t area_end = 37 + 20;
      const auto is_taken = [&](ReleaseTest test) {
        return takes_back<M8>(test, frame<M8>(area_first), pages<M8>(area_end - area_first),
                              frame<M8>(first), pages<M8>(count));
      };
      const bool begins_inside = area_first <= first && first < area_end;
      const bool lies_inside = begins_inside && first + count <= area_end;
      wrong += is_taken(ReleaseTest::first_page) != begins_inside ? 1U : 0U;
      wrong += is_taken(ReleaseTest::whole_block) != lies_inside ? 1U : 0U;
      taken += lies_inside ? 1U : 0U;
    }
  }
  CHECK(wrong == 0);
  CHECK(taken == 20 * 21 / 2);
}

// Three areas, one behind the other.
Areas<M64> three_areas() {
  Areas<M64> areas;
  areas.device = Area<M64>{frame<M64>(100), pages<M64>(8)};
  areas.node = Area<M64>{frame<M64>(200), pages<M64>(8)};
  areas.standard = Area<M64>{frame<M64>(300), pages<M64>(8)};
  return areas;
}
Receiver receiver_of(const Areas<M64> &areas, std::uint64_t first, std::uint64_t length = kPage,
                     ReleaseTest test = ReleaseTest::whole_block) {
  return receiver<M64>(test, areas, page<M64>(first), bytes<M64>(length), kShift);
}

TEST_CASE("a device with its own area gives blocks back to that or to the buddy allocator") {
  const Areas<M64> areas = three_areas();
  CHECK(receiver_of(areas, 100) == Receiver::device);
  CHECK(receiver_of(areas, 200) == Receiver::buddy);
  CHECK(receiver_of(areas, 300) == Receiver::buddy);
  CHECK(receiver_of(areas, 400) == Receiver::buddy);
}

TEST_CASE("other devices give blocks back to the node's area, then the standard one") {
  Areas<M64> areas = three_areas();
  areas.device.reset();
  CHECK(receiver_of(areas, 100) == Receiver::buddy);
  CHECK(receiver_of(areas, 200) == Receiver::node);
  CHECK(receiver_of(areas, 300) == Receiver::standard);
  areas.standard->first = frame<M64>(200);
  CHECK(receiver_of(areas, 200) == Receiver::node);
  areas.node.reset();
  CHECK(receiver_of(areas, 200) == Receiver::standard);
  areas.standard.reset();
  CHECK(receiver_of(areas, 200) == Receiver::buddy);
}

TEST_CASE("a block that overruns its area goes there up to 6.12 and to the buddy allocator later") {
  Areas<M64> areas = three_areas();
  areas.device.reset();
  CHECK(receiver_of(areas, 307, 2 * kPage, ReleaseTest::first_page) == Receiver::standard);
  CHECK(receiver_of(areas, 307, 2 * kPage, ReleaseTest::whole_block) == Receiver::buddy);
  CHECK(receiver_of(areas, 307, kPage + 1, ReleaseTest::whole_block) == Receiver::buddy);
  CHECK(receiver_of(areas, 307, 1, ReleaseTest::whole_block) == Receiver::standard);
}

TEST_CASE("no area takes a NULL page") {
  Areas<M64> areas = three_areas();
  areas.device->first = frame<M64>(0);
  for (const ReleaseTest test : {ReleaseTest::first_page, ReleaseTest::whole_block}) {
    CHECK(receiver<M64>(test, areas, page<M64>(0), bytes<M64>(kPage), kShift) == Receiver::device);
    CHECK(receiver<M64>(test, areas, Page<M64>::null(), bytes<M64>(kPage), kShift) ==
          Receiver::buddy);
  }
}

} // namespace
} // namespace dma_verify::contiguous
