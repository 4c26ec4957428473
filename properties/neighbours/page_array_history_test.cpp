// SPDX-License-Identifier: GPL-2.0-only
// N3, N6 and N7: remapped buffers and arrays of pages. Caught by completeness, by the page of each
// address, and by bounds (SEMANTICS.md, "Bugs of the code around them").
#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"
#include "properties/neighbours/history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace dma_verify::history {
namespace {

using random::Draw;

// ---- N3: dma_common_*_remap, which puts pages into the vmalloc area.

template <class M> using PagesOfBytes = typename M::PageCount (*)(typename M::Bytes, unsigned);

// The last byte of the buffer lies in the pages that are remapped, and no page too many is.
template <class M> unsigned caught_remap(PagesOfBytes<M> pages_of, unsigned shift) {
  return violations([&](Draw &draw) {
    const std::uint64_t most = Draw::mask(M::kWordBits) - (std::uint64_t{1} << shift) + 1; // M7
    const typename M::Bytes size(typename M::Word(draw.edge_between(0, most)));
    return M::wide(pages_of(size, shift).word) == exact_page_count<M>(size, shift);
  });
}

TEST_CASE("N3: a count rounded down does not remap the end of a buffer, on every machine") {
  CHECK(caught_remap<M64>(page_count<M64>, 12) == 0);
  CHECK(caught_remap<M32>(page_count<M32>, 16) == 0);
  CHECK(caught_remap<M8>(page_count<M8>, 2) == 0);
  CHECK(caught_remap<M64>(whole_pages<M64>, 12) > 100);
  CHECK(caught_remap<M32>(whole_pages<M32>, 16) > 100);
  CHECK(caught_remap<M8>(whole_pages<M8>, 2) > 100);
  const M64::Bytes one_byte(M64::Word(1));
  CHECK(page_count<M64>(one_byte, 12).word.value() == 1);
  CHECK(whole_pages<M64>(one_byte, 12).word.value() == 0);
}

// ---- N6: the IOMMU layer of arm64 remapped some buffers as one contiguous block, without keeping
// an array of their pages.

struct RemappedBuffer {
  std::uint64_t pages = 1;
  std::optional<std::vector<std::uint64_t>> array{}; // frames; none: contiguous
  std::uint64_t first = 0;                           // frame that vmalloc_to_page finds

  [[nodiscard]] bool forced_contiguous() const { return !array; } // DMA_ATTR_FORCE_CONTIGUOUS
  // What is true.
  [[nodiscard]] std::uint64_t frame(std::uint64_t index) const {
    return array ? (*array)[index] : first + index;
  }
};

RemappedBuffer draw_buffer(Draw &draw) {
  RemappedBuffer buffer;
  buffer.pages = 1 + draw.below(8);
  buffer.first = draw.edge_between(0, Draw::mask(40));
  if (draw.one_in(2))
    return buffer;
  buffer.array.emplace();
  for (std::uint64_t i = 0; i < buffer.pages; ++i)
    buffer.array->push_back(i == 0 ? buffer.first : draw.edge_between(0, Draw::mask(40)));
  return buffer;
}

// The frame that mmap takes for a page of the buffer; nothing if it gives up.
using FrameOf = std::optional<std::uint64_t> (*)(const RemappedBuffer &, std::uint64_t index);

std::optional<std::uint64_t> by_kind(const RemappedBuffer &buffer, std::uint64_t index) {
  if (buffer.forced_contiguous())
    return buffer.first + index;
  return (*buffer.array)[index];
}
std::optional<std::uint64_t> by_array(const RemappedBuffer &buffer, std::uint64_t index) {
  if (!buffer.array)
    return std::nullopt; // the array is NULL
  return (*buffer.array)[index];
}
std::optional<std::uint64_t> as_contiguous(const RemappedBuffer &buffer, std::uint64_t index) {
  return buffer.first + index;
}

unsigned caught_frames(FrameOf frame_of) {
  return violations([&](Draw &draw) {
    const RemappedBuffer buffer = draw_buffer(draw);
    for (std::uint64_t index = 0; index < buffer.pages; ++index) {
      if (frame_of(buffer, index) != buffer.frame(index))
        return false;
    }
    return true;
  });
}

TEST_CASE("N6: a contiguous buffer has no array of pages, and an array is not contiguous") {
  CHECK(caught_frames(by_kind) == 0);
  CHECK(caught_frames(by_array) > 1000);
  CHECK(caught_frames(as_contiguous) > 1000);
  RemappedBuffer contiguous;
  contiguous.first = 7;
  CHECK(by_kind(contiguous, 0) == 7);
  CHECK_FALSE(by_array(contiguous, 0));
  RemappedBuffer scattered;
  scattered.pages = 2;
  scattered.first = 7;
  scattered.array = {7, 3};
  CHECK(by_kind(scattered, 1) == 3);
  CHECK(as_contiguous(scattered, 1) == 8);
}

// ---- N7: dma_mmap of the IOMMU layer of 32-bit ARM took pages of an array from vm_pgoff on.

// A request for pages of an array.
template <class M> struct ArrayRequest {
  typename M::PageCount offset{};
  typename M::PageCount pages{};
  typename M::PageCount available{};
};

template <class M> ArrayRequest<M> draw_array_request(Draw &draw) {
  const std::uint64_t most = Draw::mask(M::kWordBits - 2);
  const std::uint64_t available = draw.edge_between(0, most);
  std::uint64_t offset = draw.edge_between(0, Draw::mask(M::kWordBits));
  std::uint64_t length = draw.edge_between(1, most);
  if (draw.one_in(2)) {
    offset = draw.edge_between(0, available);
    length = draw.edge_between(1, std::max<std::uint64_t>(1, available - offset + draw.below(2)));
  } else if (draw.one_in(2)) {
    offset = std::uint64_t{0} - length + draw.below(3); // the sum wraps
  }
  const auto count = [](std::uint64_t value) {
    return typename M::PageCount(typename M::Word(value));
  };
  return {count(offset), count(length), count(available)};
}

template <class M> using Accepts = bool (*)(const ArrayRequest<M> &);

template <class M> bool by_difference(const ArrayRequest<M> &request) {
  return request.offset < request.available && request.pages <= request.available - request.offset;
}
template <class M> bool unchecked(const ArrayRequest<M> &) { return true; }
template <class M> bool by_sum(const ArrayRequest<M> &request) {
  return request.offset + request.pages <= request.available;
}

// No page behind the array is taken, and every page of it can be.
template <class M> unsigned caught_array(Accepts<M> accepts) {
  return violations([&](Draw &draw) {
    const auto request = draw_array_request<M>(draw);
    const bool in_bounds = M::wide(request.offset.word) + M::wide(request.pages.word) <=
                           M::wide(request.available.word);
    return accepts(request) == in_bounds;
  });
}

TEST_CASE("N7: without a check pages behind the array are mapped, on every machine") {
  CHECK(caught_array<M64>(by_difference<M64>) == 0);
  CHECK(caught_array<M32>(by_difference<M32>) == 0);
  CHECK(caught_array<M8>(by_difference<M8>) == 0);
  CHECK(caught_array<M64>(unchecked<M64>) > 1000);
  CHECK(caught_array<M32>(unchecked<M32>) > 1000);
  CHECK(caught_array<M8>(unchecked<M8>) > 1000);
  CHECK(caught_array<M32>(by_sum<M32>) > 100); // N10, N11
  const auto count = [](std::uint64_t value) { return M32::PageCount(M32::Word(value)); };
  const ArrayRequest<M32> second_of_one{count(1), count(1), count(1)};
  CHECK(unchecked(second_of_one));
  CHECK_FALSE(by_difference(second_of_one));
  const ArrayRequest<M32> around{count(0xffffffff), count(1), count(1)};
  CHECK(by_sum(around));
  CHECK_FALSE(by_difference(around));
}

} // namespace
} // namespace dma_verify::history
