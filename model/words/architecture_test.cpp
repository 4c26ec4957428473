// SPDX-License-Identifier: GPL-2.0-only
#include "model/words/architecture.h"

#include "model/words/bits.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

std::vector<Architecture> all_rows() {
  std::vector<Architecture> rows(architectures().begin(), architectures().end());
  rows.insert(rows.end(), small_architectures().begin(), small_architectures().end());
  return rows;
}

TEST_CASE("the table holds four width triples times six page shifts and two rows without MMU") {
  std::set<std::string> expected = {"64-64-64-12-nommu", "32-32-32-12-nommu"};
  for (const std::string widths : {"64-64-64", "32-32-32", "32-64-64", "32-32-64"}) {
    for (const int shift : {12, 13, 14, 15, 16, 18})
      expected.insert(widths + "-" + std::to_string(shift));
  }
  std::set<std::string> found;
  for (const Architecture &row : architectures())
    found.insert(architecture_id(row));
  CHECK(found == expected);
  CHECK(architectures().size() == 26); // none of them twice
}

TEST_CASE("the small words have 8 bits and page shifts 2 to 4") {
  std::vector<std::string> ids;
  for (const Architecture &row : small_architectures())
    ids.push_back(architecture_id(row));
  CHECK(ids == std::vector<std::string>{"8-8-8-2", "8-8-8-3", "8-8-8-4"});
}

TEST_CASE("an id names the widths and the page shift and the lack of an MMU") {
  CHECK(architecture_id(make_architecture(64, 64, 64, 12)) == "64-64-64-12");
  CHECK(architecture_id(make_architecture(32, 32, 64, 18)) == "32-32-64-18");
  CHECK(architecture_id(make_architecture(32, 32, 32, 12, false)) == "32-32-32-12-nommu");
}

TEST_CASE("every row is found by its id") {
  for (const Architecture &row : all_rows()) {
    const std::string id = architecture_id(row);
    CAPTURE(id);
    const auto found = find_architecture(id);
    REQUIRE(found);
    CHECK(*found == row);
  }
}

TEST_CASE("every alias finds its row and belongs to one row only") {
  std::set<std::string_view> seen;
  for (const Architecture &row : all_rows()) {
    for (const std::string_view name : architecture_aliases(row)) {
      CAPTURE(name);
      CHECK_FALSE(name.empty());
      CHECK(seen.insert(name).second);
      const auto found = find_architecture(name);
      REQUIRE(found);
      CHECK(*found == row);
    }
  }
  CHECK(seen.size() == 16); // each alias of the table is reached from a row
}

TEST_CASE("well-known names have their page size and widths") {
  struct Known {
    const char *name;
    const char *id;
  };
  for (const Known &known :
       {Known{"x86_64", "64-64-64-12"}, Known{"arm64-64k", "64-64-64-16"},
        Known{"arm64-16k", "64-64-64-14"}, Known{"alpha", "64-64-64-13"},
        Known{"powerpc64-256k", "64-64-64-18"}, Known{"i386", "32-32-32-12"},
        Known{"arm-lpae", "32-64-64-12"}, Known{"parisc-16k", "32-32-32-14"}}) {
    const auto found = find_architecture(known.name);
    REQUIRE(found);
    CHECK(architecture_id(*found) == known.id);
  }
}

TEST_CASE("an unknown name finds nothing") {
  for (const char *name : {"", "x86", "X86_64", "64-64-64", "64-64-64-17", "64-64-64-12 ",
                           "32-32-32-14-nommu", "nommu"}) {
    CAPTURE(name);
    CHECK_FALSE(find_architecture(name));
  }
}

TEST_CASE("the linear map and the vmalloc area are page aligned and apart and inside the word") {
  for (const Architecture &row : all_rows()) {
    CAPTURE(architecture_id(row));
    const Uint128 space = Uint128{1} << row.word_bits;
    const Uint128 page = Uint128{1} << row.page_shift;
    const Uint128 linear_end = Uint128{row.linear_base} + row.linear_size;
    const Uint128 vmalloc_end = Uint128{row.vmalloc_base} + row.vmalloc_size;
    CHECK(row.linear_size > 0);
    CHECK(row.vmalloc_size > 0);
    for (const std::uint64_t value :
         {row.linear_base, row.linear_size, row.vmalloc_base, row.vmalloc_size})
      CHECK(value % static_cast<std::uint64_t>(page) == 0);
    CHECK(bool(linear_end <= row.vmalloc_base || vmalloc_end <= row.linear_base));
    CHECK(bool(linear_end <= space - page)); // neither touches the top page nor NULL
    CHECK(bool(vmalloc_end <= space - page));
    CHECK(row.linear_base >= page);
    CHECK(row.vmalloc_base >= page);
  }
}

TEST_CASE("every frame of the linear map has a physical address") {
  for (const Architecture &row : all_rows()) {
    CAPTURE(architecture_id(row));
    CHECK(bool(Uint128{row.linear_size} <= Uint128{1} << row.phys_bits));
  }
}

TEST_CASE("the largest block of the buddy allocator fits into the linear map") {
  for (const Architecture &row : all_rows()) {
    CAPTURE(architecture_id(row));
    CHECK(bool(Uint128{1} << (row.max_page_order + row.page_shift) <= row.linear_size));
  }
}

TEST_CASE("an int is narrower than a small word so that truncations show") {
  for (const Architecture &row : small_architectures())
    CHECK(row.int_bits < row.word_bits);
  for (const Architecture &row : architectures())
    CHECK(row.int_bits == 32);
}

} // namespace
} // namespace dma_verify
