// SPDX-License-Identifier: GPL-2.0-only
// The buddy allocator's limit, at its edge (SEMANTICS.md, "get_order" and "alloc_pages_node").
#include "model/kernel/neighbours/buddy.h"

#include "model/kernel/neighbours/test_values.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace dma_verify::buddy {
namespace {

using namespace test_values;

bool is_served(const Architecture &architecture, std::uint64_t order) {
  return serves<M64>(architecture, number<M64>(order));
}

TEST_CASE("the largest order is served and the next is not") {
  Architecture architecture = make_architecture(64, 64, 64, 12);
  for (const unsigned most : {10U, 11U, 13U}) { // by CONFIG_ARCH_FORCE_MAX_ORDER
    architecture.max_page_order = static_cast<std::uint8_t>(most);
    CHECK(is_served(architecture, 0));
    CHECK(is_served(architecture, most));
    CHECK_FALSE(is_served(architecture, most + 1));
    CHECK_FALSE(is_served(architecture, 0xffffffff));
  }
}

TEST_CASE("by default 4 MiB of 4 KiB pages are the most") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const auto order = [](std::uint64_t length) {
    return get_order<M64>(bytes<M64>(length), kShift).value();
  };
  CHECK(is_served(architecture, order(4U << 20U)));
  CHECK_FALSE(is_served(architecture, order((4U << 20U) + 1)));
}

template <class M> void check_nothing_is_refused(const Architecture &architecture) {
  const auto order = get_order<M>(bytes<M>(0), architecture.page_shift);
  CHECK_FALSE(serves<M>(architecture, order));
}

TEST_CASE("no architecture serves the order of an empty size") {
  unsigned rows = 0;
  for (const Architecture &architecture : architectures()) {
    CAPTURE(architecture_id(architecture));
    ++rows;
    if (architecture.word_bits == 64)
      check_nothing_is_refused<M64>(architecture);
    else
      check_nothing_is_refused<M32>(architecture);
  }
  CHECK(rows > 20);
  for (const Architecture &architecture : small_architectures())
    check_nothing_is_refused<M8>(architecture);
}

} // namespace
} // namespace dma_verify::buddy
