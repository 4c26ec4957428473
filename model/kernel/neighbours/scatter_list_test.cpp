// SPDX-License-Identifier: GPL-2.0-only
// sg_alloc_table and sg_set_page, bit for bit (SEMANTICS.md, "sg_alloc_table" and "sg_set_page").
#include "model/kernel/neighbours/scatter_list.h"

#include "model/kernel/neighbours/test_values.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace dma_verify::scatter_list {
namespace {

using namespace test_values;

using Table = SgTable<M64>;

// A table with something in every field.
Table used_table() {
  Table table;
  table.has_entry = table.end_marked = true;
  table.nents = table.orig_nents = number<M64>(3);
  table.page = page<M64>(0x77);
  table.offset = number<M64>(1);
  table.length = number<M64>(2);
  table.dma_address = M64::BusAddress(Bits<64>(4));
  table.dma_length = number<M64>(5);
  return table;
}

// The entry's fields, all of them zero.
bool entry_is_zero(const Table &table) {
  return table.page.is_null && table.offset.value() == 0 && table.length.value() == 0 &&
         table.dma_address.word.value() == 0 && table.dma_length.value() == 0;
}
bool is_zero(const Table &table) {
  return !table.has_entry && !table.end_marked && table.nents.value() == 0 &&
         table.orig_nents.value() == 0 && entry_is_zero(table);
}

TEST_CASE("a new table has one zeroed entry that is marked as the last") {
  Table table;
  CHECK(alloc_table<M64>(table, number<M64>(1), 0) == 0);
  CHECK(table.has_entry);
  CHECK(table.end_marked);
  CHECK(table.nents.value() == 1);
  CHECK(table.orig_nents.value() == 1);
  CHECK(entry_is_zero(table));
}

TEST_CASE("what a table held is lost on success") {
  Table table = used_table();
  CHECK(alloc_table<M64>(table, number<M64>(1), 0) == 0);
  CHECK(entry_is_zero(table));
  CHECK(table.nents.value() == 1);
}

TEST_CASE("without memory the table is all zero, whatever it held") {
  for (Table table : {Table{}, used_table()}) {
    CHECK(alloc_table<M64>(table, number<M64>(1), -kEnomem) == -kEnomem);
    CHECK(is_zero(table));
  }
}

TEST_CASE("no entries are -EINVAL, before memory is asked for, and the table is all zero") {
  for (const int memory : {0, -kEnomem}) {
    Table table = used_table();
    CHECK(alloc_table<M64>(table, number<M64>(0), memory) == -kEinval);
    CHECK(is_zero(table));
  }
}

TEST_CASE("the number of entries is kept twice") {
  Table table;
  CHECK(alloc_table<M64>(table, number<M64>(2), 0) == 0);
  CHECK(table.nents.value() == 2);
  CHECK(table.orig_nents.value() == 2);
}

TEST_CASE("sg_set_page sets page, length and offset and nothing else") {
  Table table = used_table();
  set_page<M64>(table, page<M64>(0x99), number<M64>(0x2000), number<M64>(8));
  CHECK(value(table.page.frame) == 0x99);
  CHECK(table.length.value() == 0x2000);
  CHECK(table.offset.value() == 8);
  CHECK(table.end_marked);
  CHECK(table.has_entry);
  CHECK(table.nents.value() == 3);
  CHECK(table.dma_address.word.value() == 4);
  CHECK(table.dma_length.value() == 5);
}

TEST_CASE("sg_set_page takes a NULL page") {
  Table table = used_table();
  set_page<M64>(table, Page<M64>::null(), number<M64>(0x1000), number<M64>(0));
  CHECK(table.page.is_null);
  CHECK(table.length.value() == 0x1000);
}

TEST_CASE("a length of 4 GiB and more is cut on its way into the entry") {
  const auto length = [](std::uint64_t size) {
    return resize<M64::kIntBits>(page_align<M64>(bytes<M64>(size), kShift).word).value();
  };
  const std::uint64_t four_gib = std::uint64_t{1} << 32;
  CHECK(length(four_gib - kPage) == four_gib - kPage);
  CHECK(length(four_gib - kPage + 1) == 0);
  CHECK(length(four_gib) == 0);
  CHECK(length(four_gib + kPage) == kPage);
}

} // namespace
} // namespace dma_verify::scatter_list
