// SPDX-License-Identifier: GPL-2.0-only
// remap_pfn_range up to its page tables, decision by decision (SEMANTICS.md, "remap_pfn_range").
#include "model/kernel/neighbours/pfn_range.h"

#include "model/kernel/neighbours/test_values.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace dma_verify::pfn_range {
namespace {

using namespace test_values;

constexpr std::uint64_t kStart = 0x10000;
constexpr std::uint64_t kMarks = kVmIo | kVmPfnMap | kVmDontExpand | kVmDontDump;
constexpr std::uint64_t kShared = kVmShared | kVmMayWrite;
constexpr std::uint64_t kPrivate = kVmMayWrite; // and writable: copy-on-write

// Four pages, from page 5 of the file on.
Vma<M64> vma_of(std::uint64_t flags) {
  Vma<M64> vma;
  vma.vm_start = address<M64>(kStart);
  vma.vm_end = address<M64>(kStart + 4 * kPage);
  vma.vm_pgoff = pages<M64>(5);
  vma.vm_page_prot = M64::Word(0x25);
  vma.vm_flags = M64::Word(flags);
  return vma;
}

Outcome begin_at(Vma<M64> &vma, std::uint64_t start, std::uint64_t length) {
  return begin<M64>(vma, address<M64>(start), frame<M64>(0x77), bytes<M64>(length), kShift);
}

TEST_CASE("copy-on-write is private and may be written") {
  const auto is_cow = [](std::uint64_t flags) { return is_copy_on_write<M64>(vma_of(flags)); };
  CHECK(is_cow(kVmMayWrite));
  CHECK(is_cow(kVmMayWrite | kMarks));
  CHECK_FALSE(is_cow(0));
  CHECK_FALSE(is_cow(kVmShared));
  CHECK_FALSE(is_cow(kVmShared | kVmMayWrite));
}

TEST_CASE("a start inside a page is refused before anything else, and nothing is changed") {
  for (const std::uint64_t flags : {std::uint64_t{0}, kShared, kPrivate}) {
    for (const std::uint64_t start : {kStart + 1, kStart + kPage - 1, kStart - 1}) {
      for (const std::uint64_t length : {std::uint64_t{0}, kPage, 4 * kPage}) {
        Vma<M64> vma = vma_of(flags);
        CHECK(begin_at(vma, start, length) == Outcome::unaligned);
        CHECK(vma.vm_flags.value() == flags);
        CHECK(value(vma.vm_pgoff) == 5);
      }
    }
  }
}

TEST_CASE("a part of a copy-on-write VMA is refused, and nothing is changed") {
  struct Part {
    std::uint64_t start;
    std::uint64_t length;
  };
  for (const Part part :
       {Part{kStart, 3 * kPage}, Part{kStart + kPage, 3 * kPage}, Part{kStart, 5 * kPage},
        Part{kStart - kPage, 5 * kPage}, Part{kStart, 0}, Part{kStart, 4 * kPage + 1}}) {
    Vma<M64> vma = vma_of(kPrivate);
    CHECK(begin_at(vma, part.start, part.length) == Outcome::part_of_private);
    CHECK(vma.vm_flags.value() == kPrivate);
    CHECK(value(vma.vm_pgoff) == 5);
  }
}

TEST_CASE("a whole copy-on-write VMA gets the frame as its vm_pgoff") {
  for (const std::uint64_t length : {4 * kPage, 4 * kPage - 1, 3 * kPage + 1}) {
    Vma<M64> vma = vma_of(kPrivate);
    CHECK(begin_at(vma, kStart, length) == Outcome::proceeds);
    CHECK(value(vma.vm_pgoff) == 0x77);
    CHECK(vma.vm_flags.value() == (kPrivate | kMarks));
  }
}

TEST_CASE("any part of another VMA proceeds, and vm_pgoff stays") {
  for (const std::uint64_t flags : {std::uint64_t{0}, kVmShared, kShared}) {
    for (const std::uint64_t length : {std::uint64_t{1}, kPage, 4 * kPage, 9 * kPage}) {
      Vma<M64> vma = vma_of(flags);
      CHECK(begin_at(vma, kStart + kPage, length) == Outcome::proceeds);
      CHECK(value(vma.vm_pgoff) == 5);
      CHECK(vma.vm_flags.value() == (flags | kMarks));
      CHECK(vma.vm_page_prot.value() == 0x25);
      CHECK(value(vma.vm_start) == kStart);
      CHECK(value(vma.vm_end) == kStart + 4 * kPage);
    }
  }
}

TEST_CASE("an empty range is a BUG, after the VMA was marked") {
  Vma<M64> vma = vma_of(kShared);
  CHECK(begin_at(vma, kStart, 0) == Outcome::empty_or_wrapping);
  CHECK(vma.vm_flags.value() == (kShared | kMarks));
}

TEST_CASE("an empty copy-on-write VMA is a BUG too, with the frame in it") {
  Vma<M64> vma = vma_of(kPrivate);
  vma.vm_end = vma.vm_start;
  CHECK(begin_at(vma, kStart, 0) == Outcome::empty_or_wrapping);
  CHECK(value(vma.vm_pgoff) == 0x77);
}

TEST_CASE("a range whose end wraps is a BUG, up to the end at address 0") {
  const std::uint64_t last_page = std::uint64_t{0} - kPage;
  Vma<M64> vma = vma_of(kShared);
  CHECK(begin_at(vma, last_page - kPage, kPage) == Outcome::proceeds);
  CHECK(begin_at(vma, last_page, kPage) == Outcome::empty_or_wrapping);
  CHECK(begin_at(vma, last_page, 2 * kPage) == Outcome::empty_or_wrapping);
  CHECK(begin_at(vma, kStart, last_page) == Outcome::empty_or_wrapping);
}

TEST_CASE("a size whose whole pages wrap to none is empty") {
  Vma<M64> vma = vma_of(kShared);
  CHECK(begin_at(vma, kStart, ~std::uint64_t{0}) == Outcome::empty_or_wrapping);
  CHECK(begin_at(vma, 0, std::uint64_t{0} - kPage) == Outcome::proceeds);
}

TEST_CASE("ranges of small words overlap if a byte is in both") {
  unsigned wrong = 0;
  unsigned overlapping = 0;
  for (std::uint64_t a = 0; a < 256; a += 4) {
    for (std::uint64_t a_bytes = 4; a + a_bytes <= 256 && a_bytes < 256; a_bytes += 4) {
      for (std::uint64_t b = 0; b < 256; b += 4) {
        for (std::uint64_t b_bytes = 4; b + b_bytes <= 256 && b_bytes < 256; b_bytes += 4) {
          const bool meet = a < b + b_bytes && b < a + a_bytes;
          wrong += overlap<M8>(address<M8>(a), bytes<M8>(a_bytes), address<M8>(b),
                               bytes<M8>(b_bytes)) != meet;
          overlapping += meet ? 1U : 0U;
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(overlapping > 10000);
}

} // namespace
} // namespace dma_verify::pfn_range
