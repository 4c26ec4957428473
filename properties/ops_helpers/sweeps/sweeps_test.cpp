// SPDX-License-Identifier: GPL-2.0-only
// The sweeps try as many inputs as there are, by a count in closed form, and the model passes them.
#include "properties/exhaustive/sweeps.h"

#include "properties/ops_helpers/sweeps/space.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

namespace dma_verify::exhaustive {
namespace {

// The number of inputs that the layout of small words and the contract allow, counted by hand.
struct Counts {
  explicit Counts(unsigned page_shift)
      : page(1U << page_shift), frames(256 / page), linear(0x40 / page), vmalloc(0x20 / page) {}

  // Unordered pairs of page boundaries; address 256 is none, for no word holds it.
  [[nodiscard]] std::uint64_t vmas() const { return std::uint64_t{frames} * (frames - 1) / 2; }
  // 0 to 2^8 - PAGE_SIZE.
  [[nodiscard]] unsigned sizes() const { return 256 - page + 1; }
  // First frames at which a buffer of this size still fits below the last.
  [[nodiscard]] unsigned first_frames(unsigned size) const {
    return frames - (size + page - 1) / page + 1;
  }
  // Pages of the vmalloc area from which the buffer does not reach behind it.
  [[nodiscard]] unsigned vmalloc_starts(unsigned size) const {
    return size > vmalloc * page ? 0 : std::min(vmalloc, (vmalloc * page - size) / page + 1);
  }
  // A page of the linear map fixes the frame; one of the vmalloc area has any.
  [[nodiscard]] std::uint64_t buffers(unsigned size) const {
    return std::min(linear, first_frames(size)) +
           std::uint64_t{vmalloc_starts(size)} * first_frames(size);
  }
  // The first and the last of the linear map, and of the vmalloc area if it holds any.
  [[nodiscard]] unsigned edges(unsigned size) const { return size <= vmalloc * page ? 4 : 2; }
  [[nodiscard]] std::uint64_t all_buffers() const {
    std::uint64_t sum = 0;
    for (unsigned size = 0; size < sizes(); ++size)
      sum += buffers(size);
    return sum;
  }

  unsigned page;
  unsigned frames;  // of the address space
  unsigned linear;  // pages of the linear map
  unsigned vmalloc; // pages of the vmalloc area
};

SweepResult whole_sweep(std::string_view property, unsigned page_shift, Part part = {}) {
  return sweep(find_property(property).value(), make_architecture(8, 8, 8, page_shift), part,
               [] {});
}

// Cases of a sweep, from its rows alone.
std::uint64_t rows_times_offsets(unsigned page_shift, std::string_view property, Buffers which) {
  const Architecture architecture = make_architecture(8, 8, 8, page_shift);
  const auto requests = vmas(architecture);
  const PropertyText &text = catalogue()[find_property(property).value()];
  std::uint64_t rows = 0;
  for (unsigned size = 0; size < kValues; ++size) {
    const auto callers =
        buffers(ops_helpers::Helper::mmap, architecture, Small::Bytes(Small::Word(size)), which);
    for_each_row(text, callers, requests, [&](const auto &) {
      ++rows;
      return true;
    });
  }
  return rows * kValues;
}

TEST_CASE("a sweep of the bounds has as many cases as there are requests") {
  CHECK(Counts(2).vmas() == 2016);
  CHECK(Counts(2).sizes() == 253);
  for (const unsigned shift : {2U, 3U, 4U}) {
    CAPTURE(shift);
    const Counts counts(shift);
    CHECK(rows_times_offsets(shift, "offset-bounds.accepted-in-bounds", Buffers::one) ==
          counts.vmas() * counts.sizes() * 256);
  }
  const std::uint64_t requests = Counts(4).vmas() * Counts(4).sizes() * 256;
  CHECK(requests == 7'403'520);
  // Each with remap_pfn_range succeeding and failing.
  CHECK(whole_sweep("offset-bounds.accepted-in-bounds", 4).cases == 2 * requests);
  CHECK(whole_sweep("offset-bounds.in-bounds-accepted", 4).cases == 2 * requests);
}

TEST_CASE("a sweep over all buffers has as many cases as requests with a buffer that fits") {
  for (const unsigned shift : {2U, 3U, 4U}) {
    CAPTURE(shift);
    const Counts counts(shift);
    std::uint64_t found = 0;
    bool edges_of_each = true;
    for (unsigned size = 0; size < kValues; ++size) {
      const auto of = [&](Buffers which) {
        return buffers(ops_helpers::Helper::mmap, make_architecture(8, 8, 8, shift),
                       Small::Bytes(Small::Word(size)), which)
            .size();
      };
      found += of(Buffers::all);
      edges_of_each = edges_of_each &&
                      of(Buffers::edges) == (size < counts.sizes() ? counts.edges(size) : 0) &&
                      of(Buffers::one) == (size < counts.sizes() ? 1 : 0);
    }
    CHECK(found == counts.all_buffers());
    CHECK(edges_of_each);
  }
  const Counts counts(4);
  const std::uint64_t cases = counts.vmas() * 256 * counts.all_buffers();
  CHECK(cases == 52'285'440);
  CHECK(rows_times_offsets(4, "offset-bounds.no-wrap", Buffers::all) == cases);
}

TEST_CASE("a sweep of scatter lists has as many cases as buffers whose length an int holds") {
  for (const unsigned shift : {2U, 3U, 4U}) {
    CAPTURE(shift);
    const Counts counts(shift);
    std::uint64_t cases = 0;
    for (unsigned size = 0; (size + counts.page - 1) / counts.page * counts.page < 16; ++size)
      cases += counts.buffers(size);
    // Each with sg_alloc_table succeeding and failing.
    CHECK(whole_sweep("page-range.scatter-list", shift).cases == 2 * cases);
  }
}

TEST_CASE("the model passes each sweep") {
  for (const SweepText &text : sweep_texts()) {
    CAPTURE(text.property);
    for (const unsigned shift : {2U, 3U, 4U}) {
      CAPTURE(shift);
      // One size of thirty-two: the program does the others.
      const SweepResult result = whole_sweep(text.property, shift, {0, 32});
      CHECK(result.cases > 0);
      CHECK(result.unjudged == 0);
      CHECK(result.clause == "");
      CHECK_FALSE(result.scenario);
    }
  }
}

TEST_CASE("the parts of a sweep are the whole") {
  for (const std::string_view id :
       {"offset-bounds.in-bounds-accepted", "page-range.scatter-list"}) {
    CAPTURE(id);
    std::uint64_t sum = 0;
    for (unsigned part = 0; part < 5; ++part)
      sum += whole_sweep(id, 4, {part, 5}).cases;
    CHECK(sum == whole_sweep(id, 4).cases);
  }
}

TEST_CASE("a sweep tells of its progress with each size") {
  unsigned told = 0;
  sweep(find_property("offset-bounds.no-wrap").value(), make_architecture(8, 8, 8, 4), {3, 64},
        [&] { ++told; });
  CHECK(told == 4);
}

TEST_CASE("each sweep is of a property in the catalogue, once") {
  std::set<std::string_view> seen;
  for (const SweepText &text : sweep_texts()) {
    CAPTURE(text.property);
    const auto property = find_property(text.property);
    REQUIRE(property);
    CHECK(sweep_of(*property).value().property == text.property);
    CHECK(seen.insert(text.property).second);
  }
  CHECK_FALSE(sweep_of(find_property("pool.mmap").value()));
}

TEST_CASE("all of offset-bounds is swept, and all of page-range that has arithmetic") {
  for (PropertyIndex index = 0; index < catalogue().size(); ++index) {
    const PropertyText &property = catalogue()[index];
    CAPTURE(property.id);
    if (property.call.unit == UnitId::ops_helpers &&
        (property.family() == "offset-bounds" || property.family() == "page-range"))
      CHECK(sweep_of(index).has_value() == property.with_mmu);
  }
}

TEST_CASE("what cannot be swept is refused") {
  CHECK_THROWS_AS(whole_sweep("pool.mmap", 4), std::logic_error);
  CHECK_THROWS_AS(whole_sweep("offset-bounds.no-wrap", 5), std::logic_error);
}

} // namespace
} // namespace dma_verify::exhaustive
