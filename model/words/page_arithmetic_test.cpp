// SPDX-License-Identifier: GPL-2.0-only
// Page arithmetic at its limits (SEMANTICS.md, "Page arithmetic"), and for every 8-bit word
// compared with definitions that count pages one by one.
#include "model/words/page_arithmetic.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>

namespace dma_verify {
namespace {

using M64 = ConcreteMachine<64, 64, 64, 32>;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using M32Lpae = ConcreteMachine<32, 64, 64, 32>;
using M8 = ConcreteMachine<8, 8, 8, 4>;

constexpr unsigned kShifts[] = {12, 13, 14, 15, 16, 18};

template <class M> typename M::Bytes bytes(Uint128 value) {
  return typename M::Bytes(typename M::Word(value));
}
template <class M> std::uint64_t aligned(Uint128 value, unsigned shift) {
  return page_align<M>(bytes<M>(value), shift).word.value();
}
template <class M> unsigned order(Uint128 value, unsigned shift) {
  return static_cast<unsigned>(get_order<M>(bytes<M>(value), shift).value());
}

template <class M> void check_page_align_edges(unsigned shift) {
  const Uint128 space = Uint128{1} << M::kWordBits;
  const Uint128 page = Uint128{1} << shift;
  CAPTURE(M::kWordBits);
  CAPTURE(shift);
  CHECK(aligned<M>(0, shift) == 0);
  CHECK(aligned<M>(1, shift) == page);
  CHECK(aligned<M>(page - 1, shift) == page);
  CHECK(aligned<M>(page, shift) == page);
  CHECK(aligned<M>(page + 1, shift) == 2 * page);
  CHECK(aligned<M>(space - page - 1, shift) == space - page);
  CHECK(aligned<M>(space - page, shift) == space - page); // the last that does not wrap
  CHECK(aligned<M>(space - page + 1, shift) == 0);
  CHECK(aligned<M>(space - 1, shift) == 0);
}

TEST_CASE("PAGE_ALIGN rounds up and wraps to 0 above 2^N - PAGE_SIZE") {
  for (const unsigned shift : kShifts) {
    check_page_align_edges<M64>(shift);
    check_page_align_edges<M32>(shift);
  }
  for (const unsigned shift : {2U, 3U, 4U})
    check_page_align_edges<M8>(shift);
}

template <class M> void check_get_order_edges(unsigned shift) {
  const Uint128 page = Uint128{1} << shift;
  const unsigned most = M::kWordBits - shift;
  CAPTURE(M::kWordBits);
  CAPTURE(shift);
  CHECK(order<M>(0, shift) == most);
  CHECK(order<M>(1, shift) == 0);
  CHECK(order<M>(page, shift) == 0);
  for (unsigned k = 0; k + 1 < most; ++k) {
    CAPTURE(k);
    CHECK(order<M>(page << k, shift) == k); // exact powers of two are not rounded up
    CHECK(order<M>((page << k) + 1, shift) == k + 1);
    CHECK(order<M>(page << (k + 1), shift) == k + 1);
  }
  CHECK(order<M>((page << (most - 1)) + 1, shift) == most);
  CHECK(order<M>(~Uint128{0}, shift) == most); // the largest word; nothing is larger than this
}

TEST_CASE("get_order is the ceiling of log2 and N - S for 0") {
  for (const unsigned shift : kShifts) {
    check_get_order_edges<M64>(shift);
    check_get_order_edges<M32>(shift);
  }
  CHECK(order<M64>(0, 12) == 52);
  CHECK(order<M32>(0, 12) == 20);
  CHECK(order<M64>(0, 16) == 48);
  CHECK(order<M64>(0, 18) == 46);
  CHECK(order<M64>(3 * 4096, 12) == 2);
}

TEST_CASE("on 8-bit words page arithmetic agrees with counting") {
  for (const unsigned shift : {2U, 3U, 4U}) {
    const unsigned page = 1U << shift;
    for (unsigned size = 0; size < 256; ++size) {
      CAPTURE(shift);
      CAPTURE(size);
      unsigned multiple = 0; // the first multiple of the page size that is no smaller
      while (multiple < size)
        multiple += page;
      CHECK(aligned<M8>(size, shift) == multiple % 256);
      CHECK(page_count<M8>(bytes<M8>(size), shift).word.value() == multiple % 256 / page);
      CHECK(whole_pages<M8>(bytes<M8>(size), shift).word.value() == size / page);
      CHECK(exact_page_count<M8>(bytes<M8>(size), shift).value() == multiple / page);
      unsigned smallest = 0;
      while (page << smallest < size)
        ++smallest;
      CHECK(order<M8>(size, shift) == (size == 0 ? 8 - shift : smallest));
    }
  }
}

TEST_CASE("an order of 8-bit words fits into a 4-bit int") {
  for (const unsigned shift : {2U, 3U, 4U}) {
    CHECK(order<M8>(0, shift) == 8 - shift);
    CHECK(8 - shift < 16);
  }
}

TEST_CASE("page_count rounds up where whole_pages rounds down") {
  const auto ceiling = [](Uint128 value) {
    return page_count<M64>(bytes<M64>(value), 12).word.value();
  };
  const auto floor = [](Uint128 value) {
    return whole_pages<M64>(bytes<M64>(value), 12).word.value();
  };
  CHECK(ceiling(0) == 0);
  CHECK(floor(0) == 0);
  CHECK(ceiling(1) == 1);
  CHECK(floor(1) == 0);
  CHECK(ceiling(4096) == 1);
  CHECK(floor(4096) == 1);
  CHECK(ceiling(4097) == 2);
  CHECK(floor(8191) == 1);
}

TEST_CASE("the exact page count does not wrap where page_count does") {
  const Uint128 top = ~std::uint64_t{0};
  CHECK(page_count<M64>(bytes<M64>(top), 12).word.value() == 0);
  CHECK(bool(exact_page_count<M64>(bytes<M64>(top), 12).value() == Uint128{1} << 52U));
  CHECK(page_count<M32>(bytes<M32>(0xfffff001), 12).word.value() == 0);
  CHECK(exact_page_count<M32>(bytes<M32>(0xfffff001), 12).value() == 1U << 20U);
  CHECK(exact_page_count<M32>(bytes<M32>(0xfffff000), 12).value() == (1U << 20U) - 1);
}

TEST_CASE("a page count times the page size wraps as the word does") {
  const auto product = [](std::uint64_t pages) {
    return pages_to_bytes<M64>(M64::PageCount(M64::Word(pages)), 12).word.value();
  };
  CHECK(product(0) == 0);
  CHECK(product(3) == 0x3000);
  CHECK(product((std::uint64_t{1} << 52U) - 1) == 0xfffffffffffff000);
  CHECK(product(std::uint64_t{1} << 52U) == 0);
  CHECK(product((std::uint64_t{1} << 52U) + 1) == 0x1000);
}

TEST_CASE("vma_pages is exact for every aligned VMA that is not empty") {
  for (const unsigned shift : {2U, 3U, 4U}) {
    const unsigned page = 1U << shift;
    for (unsigned start = 0; start < 256; start += page) {
      for (unsigned end = start + page; end < 256; end += page) {
        const auto pages = vma_pages<M8>(M8::VirtualAddress(Bits<8>(start)),
                                         M8::VirtualAddress(Bits<8>(end)), shift);
        CHECK(pages.word.value() == (end - start) / page);
        CHECK(pages_to_bytes<M8>(pages, shift).word.value() == end - start);
      }
    }
  }
}

TEST_CASE("a frame becomes a physical address before it is shifted") {
  using Frame = M32Lpae::FrameNumber;
  const auto phys = frame_to_phys<M32Lpae>(Frame(Bits<32>(0x100000)), 12);
  CHECK(phys.word.value() == 0x1'0000'0000); // 4 GiB, which a 32-bit word cannot hold
  const auto highest = frame_to_phys<M32Lpae>(Frame(Bits<32>(0xffffffff)), 12);
  CHECK(highest.word.value() == 0xfff'ffff'f000);
  const auto narrow = frame_to_phys<M32>(M32::FrameNumber(Bits<32>(0x100001)), 12);
  CHECK(narrow.word.value() == 0x1000);
}

TEST_CASE("pages_of_order is 0 where the word cannot hold it") {
  const auto pages = [](unsigned exponent) {
    return pages_of_order<M64>(M64::UnsignedInt(exponent)).word.value();
  };
  CHECK(pages(0) == 1);
  CHECK(pages(10) == 1024);
  CHECK(pages(63) == std::uint64_t{1} << 63U);
  CHECK(pages(64) == 0);
  CHECK(pages(0xffffffff) == 0);
  CHECK(pages_of_order<M8>(M8::UnsignedInt(7)).word.value() == 128);
  CHECK(pages_of_order<M8>(M8::UnsignedInt(8)).word.value() == 0);
}

TEST_CASE("quantities move and measure in their own units") {
  using Address = M64::VirtualAddress;
  using Frame = M64::FrameNumber;
  const Address start(Bits<64>(0x1000));
  CHECK(bool(start + bytes<M64>(0x234) == Address(Bits<64>(0x1234))));
  CHECK(bytes_between(start, Address(Bits<64>(0x3000))).word.value() == 0x2000);
  CHECK(bytes_between(Address(Bits<64>(0x3000)), start).word.value() == 0xffffffffffffe000);
  const Frame frame(Bits<64>(~Uint128{0}));
  CHECK((frame + M64::PageCount(Bits<64>(2))).word.value() == 1);
  CHECK(pages_between(frame, Frame(Bits<64>(1))).word.value() == 2);
}

} // namespace
} // namespace dma_verify
