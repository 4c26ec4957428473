// SPDX-License-Identifier: GPL-2.0-only
// N1 and N2: the first versions of dma_mmap_from_coherent, which counted in ints and rounded down.
// Caught by completeness, bounds and mapped bytes, over exact numbers (SEMANTICS.md, "Bugs of the
// code around them").
#include "model/kernel/neighbours/coherent_pool.h"

#include "properties/neighbours/history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

namespace dma_verify::history {
namespace {

using coherent_pool::from_int;
using coherent_pool::Pool;
using coherent_pool::to_int;
using random::Draw;

// A buffer in a pool, `before` pages from its start, and a request for some of its pages.
template <class M> struct Request {
  unsigned page_shift = 12;
  Pool<M> pool{};
  std::uint64_t before = 0;
  typename M::VirtualAddress vaddr{};
  typename M::Bytes size{};
  Vma<M> vma{};
};

template <class M> struct Answer {
  bool claimed = false;
  bool accepted = false;
  typename M::FrameNumber first{};
  typename M::Bytes bytes{}; // that remap_pfn_range is given
};

template <class M>
Request<M> request_of(unsigned shift, std::uint64_t pool_pages, std::uint64_t size,
                      std::uint64_t vm_pgoff, std::uint64_t user_pages) {
  Request<M> request;
  request.page_shift = shift;
  request.pool.pages = typename M::UnsignedInt(pool_pages);
  request.size.word = typename M::Word(size);
  request.vma.vm_pgoff.word = typename M::Word(vm_pgoff);
  request.vma.vm_end.word = typename M::Word(user_pages << shift);
  return request;
}

// Inside the contract: the buffer lies in the pool, and nothing but the request's offset and length
// reaches around.
template <class M> Request<M> draw_request(Draw &draw, unsigned shift) {
  const std::uint64_t all_pages = Draw::mask(M::kWordBits - shift);
  const std::uint64_t most = std::min(Draw::mask(M::kIntBits - 1), all_pages - 1);
  const std::uint64_t pool_pages = draw.edge_between(1, most);
  const std::uint64_t before = draw.edge_between(0, pool_pages - 1);
  const std::uint64_t count = draw.edge_between(1, pool_pages - before);
  const std::uint64_t last =
      draw.below(std::uint64_t{1} << shift); // bytes missing in the last page
  std::uint64_t offset = draw.edge_between(0, count - 1);
  std::uint64_t length = draw.edge_between(1, count - offset);
  switch (draw.below(4)) {
  case 0: // ends just behind the buffer
    length = count - offset + 1 + draw.below(3);
    break;
  case 1: // anything
    offset = draw.edge_between(0, Draw::mask(M::kWordBits));
    length = draw.edge_between(1, all_pages);
    break;
  default: // inside
    break;
  }
  auto request = request_of<M>(shift, pool_pages, (count << shift) - last, offset,
                               std::min(length, all_pages));
  const std::uint64_t base = draw.edge_between(0, all_pages - pool_pages);
  const unsigned frame_bits = std::min(M::kWordBits, M::kPhysBits - shift);
  request.before = before;
  request.pool.base.word = typename M::Word(base << shift);
  request.vaddr.word = typename M::Word((base + before) << shift);
  request.pool.first.word =
      typename M::Word(draw.edge_between(0, Draw::mask(frame_bits) - pool_pages));
  return request;
}

// What the kernel does today.
template <class M> Answer<M> today(const Request<M> &request) {
  const unsigned shift = request.page_shift;
  const auto mapping =
      coherent_pool::mapping<M>(request.pool, request.vma, request.vaddr, request.size, shift);
  return {coherent_pool::claims<M>(request.pool, request.vaddr, request.size, shift),
          mapping.in_bounds, mapping.first, pages_to_bytes<M>(mapping.pages, shift)};
}

// N1: count = size >> PAGE_SHIFT.
template <class M> Answer<M> with_floor_count(const Request<M> &request) {
  Answer<M> answer = today(request);
  const auto count = from_int<M>(to_int<M>(whole_pages<M>(request.size, request.page_shift).word));
  const auto pages =
      vma_pages<M>(request.vma.vm_start, request.vma.vm_end, request.page_shift).word;
  const auto off = request.vma.vm_pgoff.word;
  answer.accepted = off < count && pages <= count - off;
  return answer;
}

// N1: unsigned pfn.
template <class M> Answer<M> with_unsigned_frame(const Request<M> &request) {
  Answer<M> answer = today(request);
  answer.first.word = resize<M::kWordBits>(resize<M::kIntBits>(answer.first.word));
  return answer;
}

// N1: int user_count.
template <class M> Answer<M> with_int_user_count(const Request<M> &request) {
  const unsigned shift = request.page_shift;
  Answer<M> answer = today(request);
  const auto count = page_count<M>(request.size, shift).word;
  const auto pages =
      from_int<M>(to_int<M>(vma_pages<M>(request.vma.vm_start, request.vma.vm_end, shift).word));
  const auto off = request.vma.vm_pgoff.word;
  answer.accepted = off < count && pages <= count - off;
  answer.bytes = pages_to_bytes<M>(typename M::PageCount(pages), shift);
  return answer;
}

// pages << PAGE_SHIFT in an int.
template <class M> typename M::Bytes shifted_int(typename M::UnsignedInt pages, unsigned shift) {
  return typename M::Bytes(from_int<M>(pages << shift));
}

// N2: the pool's bytes as an int.
template <class M> Answer<M> with_int_pool_bytes(const Request<M> &request) {
  Answer<M> answer = today(request);
  const auto end = request.pool.base + shifted_int<M>(request.pool.pages, request.page_shift);
  answer.claimed = request.vaddr >= request.pool.base && request.vaddr + request.size <= end;
  return answer;
}

// N2: the mapped bytes as an int.
template <class M> Answer<M> with_int_mapped_bytes(const Request<M> &request) {
  Answer<M> answer = today(request);
  const auto pages = vma_pages<M>(request.vma.vm_start, request.vma.vm_end, request.page_shift);
  answer.bytes = shifted_int<M>(to_int<M>(pages.word), request.page_shift);
  return answer;
}

// Every request for pages of the buffer is claimed and accepted.
template <class M> bool is_complete(const Request<M> &request, const Answer<M> &answer) {
  const auto count = exact_page_count<M>(request.size, request.page_shift);
  const auto pages = vma_pages<M>(request.vma.vm_start, request.vma.vm_end, request.page_shift);
  const bool in_bounds = M::wide(request.vma.vm_pgoff.word) + M::wide(pages.word) <= count;
  return !in_bounds || (answer.claimed && answer.accepted);
}
// And no other.
template <class M> bool is_bounded(const Request<M> &request, const Answer<M> &answer) {
  const auto count = exact_page_count<M>(request.size, request.page_shift);
  const auto pages = vma_pages<M>(request.vma.vm_start, request.vma.vm_end, request.page_shift);
  const bool in_bounds = M::wide(request.vma.vm_pgoff.word) + M::wide(pages.word) <= count;
  return in_bounds || !answer.claimed || !answer.accepted;
}
// The first page mapped is page vm_pgoff of the buffer.
template <class M> bool is_right_frame(const Request<M> &request, const Answer<M> &answer) {
  const auto expected = M::wide(request.pool.first.word) + typename M::Wide(request.before) +
                        M::wide(request.vma.vm_pgoff.word);
  return !answer.claimed || !answer.accepted || M::wide(answer.first.word) == expected;
}
// The mapped bytes are the VMA's.
template <class M> bool is_right_length(const Request<M> &request, const Answer<M> &answer) {
  return !answer.claimed || !answer.accepted ||
         answer.bytes == bytes_between(request.vma.vm_start, request.vma.vm_end);
}

template <class M> using Variant = Answer<M> (*)(const Request<M> &);
template <class M> using Property = bool (*)(const Request<M> &, const Answer<M> &);

template <class M> unsigned caught(Variant<M> variant, Property<M> property, unsigned shift = 12) {
  return violations([&](Draw &draw) {
    const Request<M> request = draw_request<M>(draw, shift);
    return property(request, variant(request));
  });
}

template <class M> void check_today(unsigned shift) {
  CAPTURE(M::kWordBits);
  CAPTURE(shift);
  CHECK(caught<M>(today<M>, is_complete<M>, shift) == 0);
  CHECK(caught<M>(today<M>, is_bounded<M>, shift) == 0);
  CHECK(caught<M>(today<M>, is_right_frame<M>, shift) == 0);
  CHECK(caught<M>(today<M>, is_right_length<M>, shift) == 0);
}

TEST_CASE("the pool of today is right on every machine") {
  for (const unsigned shift : {12U, 16U}) {
    check_today<M64>(shift);
    check_today<M32>(shift);
    check_today<M32Lpae>(shift);
  }
  for (const unsigned shift : {2U, 3U, 4U})
    check_today<M8>(shift);
}

TEST_CASE("N1: a count rounded down refuses the last page of a buffer, on every machine") {
  CHECK(caught<M64>(with_floor_count<M64>, is_complete<M64>) > 100);
  CHECK(caught<M32>(with_floor_count<M32>, is_complete<M32>) > 100);
  CHECK(caught<M8>(with_floor_count<M8>, is_complete<M8>, 2) > 100);
  CHECK(caught<M64>(with_floor_count<M64>, is_bounded<M64>) == 0); // it only refuses too much
  // One byte, mapped.
  const auto request = request_of<M64>(12, 1, 1, 0, 1);
  CHECK(today(request).accepted);
  CHECK_FALSE(with_floor_count(request).accepted);
}

TEST_CASE("N1: an unsigned pfn names a frame 16 TiB below, on 64-bit words only") {
  CHECK(caught<M64>(with_unsigned_frame<M64>, is_right_frame<M64>) > 100);
  CHECK(caught<M8>(with_unsigned_frame<M8>, is_right_frame<M8>, 2) > 100);
  CHECK(caught<M32>(with_unsigned_frame<M32>, is_right_frame<M32>) == 0);
  CHECK(caught<M32Lpae>(with_unsigned_frame<M32Lpae>, is_right_frame<M32Lpae>) == 0);
  auto request = request_of<M64>(12, 1, 4096, 0, 1);
  request.pool.first.word = M64::Word(std::uint64_t{1} << 32);
  CHECK(today(request).first.word.value() == std::uint64_t{1} << 32);
  CHECK(with_unsigned_frame(request).first.word.value() == 0);
}

TEST_CASE("N1: an int user_count accepts 2^32 pages as none, on 64-bit words only") {
  CHECK(caught<M64>(with_int_user_count<M64>, is_bounded<M64>) > 10);
  CHECK(caught<M8>(with_int_user_count<M8>, is_bounded<M8>, 2) > 10);
  CHECK(caught<M32>(with_int_user_count<M32>, is_bounded<M32>) == 0);
  const auto request = request_of<M64>(12, 1, 4096, 0, (std::uint64_t{1} << 32) + 1);
  CHECK_FALSE(today(request).accepted);
  CHECK(with_int_user_count(request).accepted);
}

TEST_CASE("N2: a pool of 2 GiB is not claimed if its bytes are an int, on 64-bit words only") {
  CHECK(caught<M64>(with_int_pool_bytes<M64>, is_complete<M64>) > 100);
  CHECK(caught<M8>(with_int_pool_bytes<M8>, is_complete<M8>, 2) > 100);
  CHECK(caught<M32>(with_int_pool_bytes<M32>, is_complete<M32>) == 0);
  CHECK(caught<M32Lpae>(with_int_pool_bytes<M32Lpae>, is_complete<M32Lpae>) == 0);
  auto request = request_of<M64>(12, 0x80000, 4096, 0, 1);
  request.pool.base.word = request.vaddr.word = M64::Word(0xffffc00000000000);
  CHECK(today(request).claimed);
  CHECK_FALSE(with_int_pool_bytes(request).claimed);
  request.pool.pages = M64::UnsignedInt(0x7ffff);
  CHECK(with_int_pool_bytes(request).claimed);
}

TEST_CASE("N2: 2 GiB are mapped as minus 2 GiB if they are an int, on 64-bit words only") {
  CHECK(caught<M64>(with_int_mapped_bytes<M64>, is_right_length<M64>) > 100);
  CHECK(caught<M8>(with_int_mapped_bytes<M8>, is_right_length<M8>, 2) > 100);
  CHECK(caught<M32>(with_int_mapped_bytes<M32>, is_right_length<M32>) == 0);
  CHECK(caught<M32Lpae>(with_int_mapped_bytes<M32Lpae>, is_right_length<M32Lpae>) == 0);
  const auto request = request_of<M64>(12, 0x80000, 0x80000000, 0, 0x80000);
  CHECK(today(request).bytes.word.value() == 0x80000000);
  CHECK(with_int_mapped_bytes(request).bytes.word.value() == 0xffffffff80000000);
}

// The address of a block of the pool: page `index` of it.
template <class M> bool is_right_address(Draw &draw, bool as_int) {
  const Request<M> request = draw_request<M>(draw, 12);
  const typename M::UnsignedInt index(request.before);
  const auto offset =
      as_int ? shifted_int<M>(index, 12) : typename M::Bytes(from_int<M>(index) << 12);
  return request.pool.base + offset == request.vaddr;
}

TEST_CASE("N2: a block 2 GiB into the pool is handed out before it, on 64-bit words only") {
  CHECK(violations([](Draw &draw) { return is_right_address<M64>(draw, false); }) == 0);
  CHECK(violations([](Draw &draw) { return is_right_address<M64>(draw, true); }) > 100);
  CHECK(violations([](Draw &draw) { return is_right_address<M32>(draw, true); }) == 0);
  CHECK(shifted_int<M64>(M64::UnsignedInt(0x80000), 12).word.value() == 0xffffffff80000000);
}

} // namespace
} // namespace dma_verify::history
