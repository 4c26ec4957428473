// SPDX-License-Identifier: GPL-2.0-only
// contiguous_remap: its array, its page count, and what `int count` makes of large sizes.
#include "model/remap/examples.h"

#include <doctest/doctest.h>

namespace dma_verify::remap {
namespace {

using namespace example;

constexpr std::array kPageShifts = {12U, 13U, 14U, 15U, 16U, 18U};

Observation<M64> run_pages(std::uint64_t pages, unsigned page_shift) {
  return run(with_size(scenario<M64>(Helper::contiguous_remap, page_shift), pages << page_shift));
}

TEST_CASE("contiguous_remap maps a block by way of an array that it releases") {
  const auto observation = run(with_size(scenario<M64>(Helper::contiguous_remap), 0x3000));
  CHECK(text_of(observation) ==
        Trace{"allocate 0x3 of 8 = 0x40", "vmap 0x40 0x3 = 0xc0000000", "release 0x40"});
  CHECK(!observation.result.is_null);
  CHECK(observation.result.address.word.value() == 0xc0000000);
}

TEST_CASE("contiguous_remap on 32 bits has entries of four bytes") {
  const auto observation = run(with_size(scenario<M32>(Helper::contiguous_remap), 0x3000));
  CHECK(text_of(observation) ==
        Trace{"allocate 0x3 of 4 = 0x40", "vmap 0x40 0x3 = 0xc0000000", "release 0x40"});
}

TEST_CASE("contiguous_remap stores page k of the block in entry k") {
  for (const std::uint64_t probe : {0ULL, 1ULL, 2ULL}) {
    CAPTURE(probe);
    auto one = with_size(scenario<M64>(Helper::contiguous_remap), 0x3000);
    one.probe = Bits<64>(probe);
    const auto observation = run(one);
    const Effect<M64> &vmap = observation.trace.at(1);
    CHECK(vmap.entry_written);
    CHECK(vmap.entry.frame.word.value() == 0x700 + probe);
  }
}

TEST_CASE("contiguous_remap marks the area as coherent and leaves no array in it") {
  const auto observation = run(with_size(scenario<M64>(Helper::contiguous_remap), 0x3000));
  REQUIRE(observation.areas.size() == 1);
  const Area<M64> &area = observation.areas.front();
  CHECK(area.live);
  CHECK(area.flags.value() == kVmDmaCoherent);
  CHECK(area.bytes.word.value() == 0x4000); // and the guard page
  CHECK(area.pages.is_null);
  CHECK(area.nr_pages.value() == 0);
}

TEST_CASE("contiguous_remap rounds a size up to whole pages") {
  for (const unsigned shift : kPageShifts) {
    CAPTURE(shift);
    const std::uint64_t page = std::uint64_t{1} << shift;
    const auto mapped = [&](std::uint64_t size) {
      const auto observation = run(with_size(scenario<M64>(Helper::contiguous_remap, shift), size));
      return observation.trace.at(1).count.value();
    };
    CHECK(mapped(1) == 1);
    CHECK(mapped(page - 1) == 1);
    CHECK(mapped(page) == 1);
    CHECK(mapped(page + 1) == 2);
  }
}

TEST_CASE("contiguous_remap of no bytes, or of more than page numbers hold, is NULL") {
  for (const std::uint64_t size : {std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0xffe}}) {
    CAPTURE(size);
    const auto observation = run(with_size(scenario<M64>(Helper::contiguous_remap), size));
    CHECK(text_of(observation) ==
          Trace{"allocate 0x0 of 8 = 0x10", "vmap 0x10 0x0 = NULL", "release 0x10"});
    CHECK(observation.result.is_null);
  }
  CHECK(run(with_size(scenario<M32>(Helper::contiguous_remap), 0xfffff001)).result.is_null);
}

TEST_CASE("contiguous_remap without an array asks for no mapping") {
  auto one = with_size(scenario<M64>(Helper::contiguous_remap), 0x3000);
  one.kvmalloc_array = false;
  CHECK(text_of(run(one)) == Trace{"allocate 0x3 of 8 = NULL"});
  CHECK(run(one).result.is_null);
}

TEST_CASE("contiguous_remap without a mapping releases its array") {
  auto one = with_size(scenario<M64>(Helper::contiguous_remap), 0x3000);
  one.vmap = false;
  CHECK(text_of(run(one)) ==
        Trace{"allocate 0x3 of 8 = 0x40", "vmap 0x40 0x3 = NULL", "release 0x40"});
  CHECK(run(one).result.is_null);
}

TEST_CASE("from 2^28 pages on, 1 TiB with pages of 4 KiB, the array is refused with a warning") {
  for (const unsigned shift : kPageShifts) {
    CAPTURE(shift);
    CHECK(!run_pages((1ULL << 28) - 1, shift).result.is_null);
    const auto observation = run_pages(1ULL << 28, shift);
    CHECK(text_of(observation) == Trace{"allocate 0x10000000 of 8, warned = NULL"});
    CHECK(observation.result.is_null);
  }
}

TEST_CASE("from 2^31 pages on, 8 TiB with pages of 4 KiB, a negative count is refused silently") {
  for (const unsigned shift : kPageShifts) {
    CAPTURE(shift);
    const auto first = run_pages(1ULL << 31, shift);
    CHECK(text_of(first) == Trace{"allocate 0xffffffff80000000 of 8 = NULL"});
    const auto last = run_pages((1ULL << 32) - 1, shift);
    CHECK(text_of(last) == Trace{"allocate 0xffffffffffffffff of 8 = NULL"});
    CHECK(last.result.is_null);
  }
}

TEST_CASE("from 2^32 pages on, 16 TiB with pages of 4 KiB, the count begins again at 0") {
  for (const unsigned shift : kPageShifts) {
    CAPTURE(shift);
    CHECK(text_of(run_pages(1ULL << 32, shift)) ==
          Trace{"allocate 0x0 of 8 = 0x10", "vmap 0x10 0x0 = NULL", "release 0x10"});
    const auto observation = run_pages((1ULL << 32) + 1, shift);
    CHECK(text_of(observation) ==
          Trace{"allocate 0x1 of 8 = 0x40", "vmap 0x40 0x1 = 0xc0000000", "release 0x40"});
    CHECK(!observation.result.is_null); // one page, whatever the caller asked for
  }
}

TEST_CASE("with 32-bit words no size reaches a refused or a negative count") {
  for (const unsigned shift : kPageShifts) {
    CAPTURE(shift);
    const auto observation =
        run(with_size(scenario<M32>(Helper::contiguous_remap, shift), 0U - (1U << shift)));
    CHECK(observation.trace.at(1).count.value() == (1U << (32 - shift)) - 1);
    CHECK(!observation.result.is_null);
  }
}

TEST_CASE(
    "where the struct pages are not one array, only the frame number leads to the next page") {
  auto one = with_size(scenario<M64>(Helper::contiguous_remap), 0x3000);
  one.split_memmap = true;
  one.next_part = M64::FrameNumber(Bits<64>(0x702));
  one.probe = Bits<64>(2);
  CHECK(run(one, kForms[1]).trace.at(1).entry.frame.word.value() == 0x702);
  CHECK(run(one, kForms[2]).trace.at(1).entry.frame.word.value() == 0x702 - kMemmapGap);
  one.probe = Bits<64>(1);
  CHECK(run(one, kForms[2]).trace.at(1).entry.frame.word.value() == 0x701);
}

} // namespace
} // namespace dma_verify::remap
