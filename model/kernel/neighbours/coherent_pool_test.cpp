// SPDX-License-Identifier: GPL-2.0-only
// dma_mmap_from_dev_coherent, decision by decision and width by width (SEMANTICS.md,
// "dma_mmap_from_dev_coherent").
#include "model/kernel/neighbours/coherent_pool.h"

#include "model/kernel/neighbours/test_values.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace dma_verify::coherent_pool {
namespace {

using namespace test_values;

constexpr std::uint64_t kBase = 0xffffc00000000000;

// Four pages from frame 0x100 on.
Pool<M64> small_pool() { return {address<M64>(kBase), number<M64>(4), frame<M64>(0x100)}; }

bool is_claimed(const Pool<M64> &pool, std::uint64_t vaddr, std::uint64_t length) {
  return claims<M64>(pool, address<M64>(vaddr), bytes<M64>(length), kShift);
}

TEST_CASE("an int becomes an unsigned long with its sign") {
  CHECK(from_int<M64>(number<M64>(0)).value() == 0);
  CHECK(from_int<M64>(number<M64>(0x7fffffff)).value() == 0x7fffffff);
  CHECK(from_int<M64>(number<M64>(0x80000000)).value() == 0xffffffff80000000);
  CHECK(from_int<M64>(number<M64>(0xffffffff)).value() == ~std::uint64_t{0});
  CHECK(from_int<M32>(number<M32>(0x80000000)).value() == 0x80000000);
  CHECK(from_int<M8>(number<M8>(0x7)).value() == 0x07);
  CHECK(from_int<M8>(number<M8>(0x8)).value() == 0xf8);
}

TEST_CASE("an unsigned long becomes an int by its low bits") {
  CHECK(to_int<M64>(M64::Word(0x123456789)).value() == 0x23456789);
  CHECK(to_int<M32>(M32::Word(0x87654321)).value() == 0x87654321);
  CHECK(to_int<M8>(M8::Word(0x2f)).value() == 0xf);
}

TEST_CASE("a buffer that lies in the pool is claimed") {
  const Pool<M64> pool = small_pool();
  CHECK(is_claimed(pool, kBase, kPage));
  CHECK(is_claimed(pool, kBase, 4 * kPage));
  CHECK(is_claimed(pool, kBase + 3 * kPage, kPage));
  CHECK(is_claimed(pool, kBase + 4 * kPage - 1, 1));
}

TEST_CASE("a buffer that begins before the pool is not claimed") {
  const Pool<M64> pool = small_pool();
  CHECK_FALSE(is_claimed(pool, kBase - 1, 1));
  CHECK_FALSE(is_claimed(pool, kBase - 1, kPage));
  CHECK_FALSE(is_claimed(pool, 0, kPage));
}

TEST_CASE("a buffer that ends one byte behind the pool is not claimed") {
  const Pool<M64> pool = small_pool();
  CHECK_FALSE(is_claimed(pool, kBase, 4 * kPage + 1));
  CHECK_FALSE(is_claimed(pool, kBase + 3 * kPage, kPage + 1));
  CHECK_FALSE(is_claimed(pool, kBase + 4 * kPage, 1));
}

TEST_CASE("bytes are compared as they are, not as whole pages") {
  const Pool<M64> pool = small_pool();
  CHECK(is_claimed(pool, kBase + 3 * kPage + 1, kPage - 1));
  CHECK_FALSE(is_claimed(pool, kBase + 3 * kPage + 1, kPage));
}

TEST_CASE("an empty buffer is claimed up to the end of the pool") {
  const Pool<M64> pool = small_pool();
  CHECK(is_claimed(pool, kBase, 0));
  CHECK(is_claimed(pool, kBase + 4 * kPage, 0));
  CHECK_FALSE(is_claimed(pool, kBase + 4 * kPage + 1, 0));
}

TEST_CASE("a pool without pages claims an empty buffer at its address and no other") {
  const Pool<M64> pool{address<M64>(kBase), number<M64>(0), frame<M64>(0)};
  CHECK(is_claimed(pool, kBase, 0));
  CHECK_FALSE(is_claimed(pool, kBase, 1));
}

TEST_CASE("a buffer whose end wraps is claimed") {
  CHECK(is_claimed(small_pool(), kBase, std::uint64_t{0} - kBase));
  CHECK(is_claimed(small_pool(), kBase, ~std::uint64_t{0}));
}

TEST_CASE("the pool's bytes are counted in dma_addr_t: pools of 2 GiB and more are whole") {
  for (const std::uint64_t count : {0x7ffffU, 0x80000U, 0x100000U, 0x7fffffffU}) {
    CAPTURE(count);
    const Pool<M64> pool{address<M64>(kBase), number<M64>(count), frame<M64>(0)};
    CHECK(is_claimed(pool, kBase, count * kPage));
    CHECK_FALSE(is_claimed(pool, kBase, count * kPage + 1));
  }
}

TEST_CASE("with 64-bit dma_addr_t on 32-bit words the end of the pool is cut to a pointer") {
  const Pool<M32Lpae> pool{address<M32Lpae>(0xf0000000), number<M32Lpae>(0x100001),
                           frame<M32Lpae>(0)};
  const auto claimed = [&](std::uint64_t length) {
    return claims<M32Lpae>(pool, address<M32Lpae>(0xf0000000), bytes<M32Lpae>(length), kShift);
  };
  CHECK(claimed(kPage)); // of 4 GiB and a page, the page
  CHECK_FALSE(claimed(kPage + 1));
}

TEST_CASE("claims is exact on all inputs of small words at which no end wraps") {
  unsigned wrong = 0;
  unsigned claimed = 0;
  for (std::uint64_t base = 0; base < 256; ++base) {
    for (std::uint64_t count = 0; count < 8 && base + count * 4 < 256; ++count) {
      for (std::uint64_t start = 0; start < 256; ++start) {
        for (std::uint64_t length = 0; start + length < 256; ++length) {
          const Pool<M8> pool{address<M8>(base), number<M8>(count), frame<M8>(0)};
          const bool inside = base <= start && start + length <= base + count * 4;
          wrong += claims<M8>(pool, address<M8>(start), bytes<M8>(length), kSmallShift) != inside;
          claimed += inside ? 1U : 0U;
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(claimed > 10000);
}

Mapping<M64> mapping_of(const Pool<M64> &pool, std::uint64_t offset, std::uint64_t count,
                        std::uint64_t vaddr, std::uint64_t length) {
  Vma<M64> vma;
  vma.vm_start = address<M64>(0x10000);
  vma.vm_end = address<M64>(0x10000 + count * kPage);
  vma.vm_pgoff = pages<M64>(offset);
  return mapping<M64>(pool, vma, address<M64>(vaddr), bytes<M64>(length), kShift);
}

TEST_CASE("a claimed request is mapped from its own page of the pool on") {
  const auto mapped = mapping_of(small_pool(), 1, 2, kBase + kPage, 3 * kPage);
  CHECK(mapped.in_bounds);
  CHECK(value(mapped.first) == 0x102);
  CHECK(value(mapped.pages) == 2);
  CHECK(inside<M64>(small_pool(), mapped));
}

TEST_CASE("a claimed request is in bounds up to the last page of the buffer") {
  const auto in_bounds = [](std::uint64_t offset, std::uint64_t count, std::uint64_t length) {
    return mapping_of(small_pool(), offset, count, kBase, length).in_bounds;
  };
  CHECK(in_bounds(0, 3, 3 * kPage));
  CHECK(in_bounds(2, 1, 3 * kPage));
  CHECK(in_bounds(2, 1, 2 * kPage + 1)); // the part of a page is a page
  CHECK_FALSE(in_bounds(2, 1, 2 * kPage));
  CHECK_FALSE(in_bounds(2, 2, 3 * kPage));
  CHECK_FALSE(in_bounds(0, 4, 3 * kPage));
  CHECK_FALSE(in_bounds(3, 1, 3 * kPage));
  CHECK_FALSE(in_bounds(~std::uint64_t{0}, 1, 3 * kPage)); // the sum wraps to 0
  CHECK_FALSE(in_bounds(0, 1, 0));
}

TEST_CASE("a request for no pages is in bounds inside the buffer, not at its end") {
  CHECK(mapping_of(small_pool(), 2, 0, kBase, 3 * kPage).in_bounds);
  CHECK_FALSE(mapping_of(small_pool(), 3, 0, kBase, 3 * kPage).in_bounds);
}

TEST_CASE("an address inside a page stands for its page") {
  CHECK(value(mapping_of(small_pool(), 0, 1, kBase + kPage + 5, kPage).first) == 0x101);
}

TEST_CASE("start and count are ints: a buffer of 2^31 pages has a negative count, which is huge") {
  const Pool<M64> pool = small_pool();
  const std::uint64_t pages_of_31_bits = std::uint64_t{1} << 31;
  CHECK(mapping_of(pool, 4, 1, kBase, pages_of_31_bits * kPage).in_bounds);
  CHECK_FALSE(mapping_of(pool, 4, 1, kBase, 2 * pages_of_31_bits * kPage).in_bounds);
  CHECK(value(mapping_of(pool, 0, 1, kBase + pages_of_31_bits * kPage, kPage).first) ==
        0x100 - pages_of_31_bits);
  CHECK(value(mapping_of(pool, 0, 1, kBase + 2 * pages_of_31_bits * kPage, kPage).first) == 0x100);
}

TEST_CASE("a size whose whole pages wrap has no page in bounds") {
  CHECK_FALSE(mapping_of(small_pool(), 0, 1, kBase, ~std::uint64_t{0}).in_bounds);
  CHECK_FALSE(mapping_of(small_pool(), 0, 1, kBase, std::uint64_t{0} - kPage + 1).in_bounds);
}

TEST_CASE("an offset and a length of more than 32 bits are not cut") {
  const std::uint64_t two_to_32 = std::uint64_t{1} << 32;
  CHECK_FALSE(mapping_of(small_pool(), two_to_32, 1, kBase, 4 * kPage).in_bounds);
  CHECK_FALSE(mapping_of(small_pool(), 0, two_to_32 + 1, kBase, 4 * kPage).in_bounds);
}

TEST_CASE("the check is exact on all inputs of small words with a positive count") {
  const Pool<M8> pool{address<M8>(0xc0), number<M8>(7), frame<M8>(0x20)};
  unsigned wrong = 0;
  unsigned accepted = 0;
  for (std::uint64_t offset = 0; offset < 256; ++offset) {
    for (std::uint64_t count = 1; count < 64; ++count) {
      for (std::uint64_t length = 0; length <= 7 * 4; ++length) {
        Vma<M8> vma;
        vma.vm_end = address<M8>(count * 4);
        vma.vm_pgoff = pages<M8>(offset);
        const auto mapped = mapping<M8>(pool, vma, pool.base, bytes<M8>(length), kSmallShift);
        const bool in_bounds = offset + count <= (length + 3) / 4;
        wrong += mapped.in_bounds != in_bounds ? 1U : 0U;
        if (!in_bounds)
          continue;
        ++accepted;
        wrong += inside<M8>(pool, mapped) ? 0U : 1U;
        wrong += value(mapped.first) == 0x20 + offset && value(mapped.pages) == count ? 0U : 1U;
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(accepted > 100);
}

TEST_CASE("inside compares frames without wrap") {
  const Pool<M64> pool{address<M64>(kBase), number<M64>(4), frame<M64>(0x100)};
  const auto is_inside = [&](std::uint64_t first, std::uint64_t count) {
    return inside<M64>(pool, {true, frame<M64>(first), pages<M64>(count)});
  };
  CHECK(is_inside(0x100, 4));
  CHECK(is_inside(0x103, 1));
  CHECK_FALSE(is_inside(0xff, 1));
  CHECK_FALSE(is_inside(0x103, 2));
  CHECK_FALSE(is_inside(0x104, 1));
  CHECK_FALSE(is_inside(0x101, ~std::uint64_t{0}));
}

TEST_CASE("the allocator leaves the end of the last page as it was") {
  const auto stale = [](std::uint64_t length) {
    return value(stale_tail<M64>(bytes<M64>(length), kShift));
  };
  CHECK(stale(0) == 0);
  CHECK(stale(1) == kPage - 1);
  CHECK(stale(kPage - 1) == 1);
  CHECK(stale(kPage) == 0);
  CHECK(stale(kPage + 1) == kPage - 1);
}

} // namespace
} // namespace dma_verify::coherent_pool
