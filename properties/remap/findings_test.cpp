// SPDX-License-Identifier: GPL-2.0-only
// What the file does outside the contract: each weakness with the clause that shows it, and the one
// assumption whose breach it needs (model/remap/SEMANTICS.md, "Weaknesses").
#include "model/remap/examples.h"
#include "properties/remap/assess.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::remap {
namespace {

using namespace example;

constexpr std::array kPageShifts = {12U, 13U, 14U, 15U, 16U, 18U};

// The property's clause is violated, and of its assumptions only this one is not kept.
bool shows(const Scenario<M64> &scenario, const ViolatedClause &clause, Assumption broken) {
  const auto observation = run(scenario);
  const auto violated = violated_clauses<M64>(scenario, observation, true);
  if (std::find(violated.begin(), violated.end(), clause) == violated.end())
    return false;
  for (const PropertyText &property : catalogue()) {
    if (property.id != clause.property)
      continue;
    for (const Assumption one : property.assumptions) {
      if (holds<M64>(one, scenario) == (one == broken))
        return false;
    }
  }
  return true;
}

// A remap of this many pages that are the caller's.
Scenario<M64> of_pages(Helper helper, std::uint64_t pages, unsigned shift) {
  auto one = with_size(scenario<M64>(helper, shift), pages << shift);
  one.owned = M64::PageCount(Bits<64>(pages));
  one.vmap_address = address<M64>(std::uint64_t{1} << 20);
  return one;
}

TEST_CASE("an array of 2^28 pointers, for 1 TiB with pages of 4 KiB, is refused: array_fits_int") {
  for (const unsigned shift : kPageShifts) {
    const ViolatedClause served = {"completeness.contiguous_remap", "served"};
    CHECK(shows(of_pages(Helper::contiguous_remap, 1ULL << 28, shift), served,
                Assumed::array_fits_int));
    CHECK(!shows(of_pages(Helper::contiguous_remap, (1ULL << 28) - 1, shift), served,
                 Assumed::array_fits_int));
  }
}

TEST_CASE("from 2^31 pages on, 8 TiB with pages of 4 KiB, the negative count overflows") {
  for (const unsigned shift : kPageShifts) {
    const ViolatedClause overflow = {"completeness.contiguous_remap", "no-overflow"};
    CHECK(shows(of_pages(Helper::contiguous_remap, 1ULL << 31, shift), overflow,
                Assumed::array_fits_int));
    CHECK(shows(of_pages(Helper::contiguous_remap, (1ULL << 32) - 1, shift), overflow,
                Assumed::array_fits_int));
    CHECK(!shows(of_pages(Helper::contiguous_remap, (1ULL << 31) - 1, shift), overflow,
                 Assumed::array_fits_int));
    CHECK(run(of_pages(Helper::contiguous_remap, 1ULL << 31, shift)).result.is_null);
  }
}

TEST_CASE("above 2^32 pages, 16 TiB with pages of 4 KiB, contiguous_remap maps too few") {
  for (const unsigned shift : kPageShifts) {
    const ViolatedClause too_few = {"count-bounds.contiguous_remap", "rounded-up"};
    CHECK(shows(of_pages(Helper::contiguous_remap, (1ULL << 32) + 1, shift), too_few,
                Assumed::count_fits_unsigned_int));
    CHECK(run(of_pages(Helper::contiguous_remap, 1ULL << 32, shift)).result.is_null);
  }
}

TEST_CASE("above 2^32 pages pages_remap maps too few") {
  for (const unsigned shift : kPageShifts) {
    CHECK(shows(of_pages(Helper::pages_remap, (1ULL << 32) + 1, shift),
                {"count-bounds.pages_remap", "rounded-up"}, Assumed::count_fits_unsigned_int));
  }
}

TEST_CASE("a block that ends inside a page is mapped to the end of that page: block_owned") {
  auto one = of_pages(Helper::contiguous_remap, 2, 12);
  one.size = M64::Bytes(Bits<64>(0x1800));
  one.owned = M64::PageCount(Bits<64>(1)); // as atomic_pool_init of ARM releases the rest
  one.probe = Bits<64>(1);
  CHECK(shows(one, {"ownership.contiguous_remap", "owned-frames"}, Assumed::block_owned));
}

Scenario<M64> in_area(Helper helper, std::uint64_t offset) {
  Scenario<M64> one = scenario<M64>(helper);
  one.area = true;
  one.area_address = address<M64>(0x100000);
  one.area_pages = M64::PageCount(Bits<64>(4));
  one.area_flags = Bits<64>(kVmDmaCoherent);
  one.area_has_array = true;
  one.area_array = address<M64>(0x80);
  one.cpu_addr = address<M64>(0x100000 + offset);
  return one;
}

TEST_CASE("from an address inside the area find_pages answers the first page: address_is_start") {
  const ViolatedClause first = {"page-range.find_pages", "first-page"};
  CHECK(shows(in_area(Helper::find_pages, 0x2000), first, Assumed::address_is_start));
  CHECK(violated_clauses<M64>(in_area(Helper::find_pages, 0), run(in_area(Helper::find_pages, 0)))
            .empty());
}

TEST_CASE(
    "an address inside a page leaves the area mapped, and nobody is told of it by free_remap") {
  CHECK(shows(in_area(Helper::free_remap, 1), {"ownership.free_remap", "removed"},
              Assumed::address_page_aligned));
  CHECK(shows(in_area(Helper::free_remap, 1), {"ownership.free_remap", "vunmap-live"},
              Assumed::address_page_aligned));
}

TEST_CASE("a second flag makes the 6.1 form keep the area: flags_kept") {
  auto one = in_area(Helper::free_remap, 0);
  one.area_flags = Bits<64>(kVmDmaCoherent | kVmMap);
  CHECK(text_of(run(one, kForms[0])) == Trace{"warn"});
  CHECK(!holds<M64>(Assumed::flags_kept, one));
}

TEST_CASE("where the struct pages are not one array, 6.18 maps other pages: memmap_contiguous") {
  auto one = of_pages(Helper::contiguous_remap, 3, 12);
  one.split_memmap = true;
  one.next_part = M64::FrameNumber(Bits<64>(0x702));
  one.probe = Bits<64>(2);
  const auto violated = violated_clauses<M64>(one, run(one, kForms[2]));
  REQUIRE(!violated.empty());
  CHECK(violated.front() == ViolatedClause{"page-range.contiguous_remap", "page-k"});
  CHECK(violated_clauses<M64>(one, run(one, kForms[1])).empty());
}

} // namespace
} // namespace dma_verify::remap
