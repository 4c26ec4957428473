// SPDX-License-Identifier: GPL-2.0-only
// Words, pages, statuses and names as text, and back.
#include "harness/counterexamples/files/field_text.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

// The word, if this text is one of so many bits.
std::optional<std::uint64_t> word_of(const std::string &text, unsigned bits = 64) {
  std::uint64_t value = 0;
  std::string allowed;
  if (parse_word(text, bits, value, allowed))
    return value;
  CHECK(allowed ==
        "a hexadecimal string of at most " + std::to_string(bits) + " bits, such as \"0x1000\"");
  return std::nullopt;
}

TEST_CASE("words are read as they are written") {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xdeadbeef},
                                    std::uint64_t{1} << 63U, ~std::uint64_t{0}})
    CHECK(word_of(hex(value)) == value);
  CHECK(word_of("0xABCdef") == 0xabcdef);
  CHECK(word_of("0x00000000000000000001") == 1);
}

TEST_CASE("what is no hexadecimal word is refused") {
  for (const char *text : {"", "0", "12", "0x", "x1", "0X1", "0x 1", " 0x1", "0x1 ", "-0x1", "0x-1",
                           "0x+1", "0x1g", "0x1.0", "0x10000000000000000", "0x0x1"}) {
    CAPTURE(text);
    CHECK_FALSE(word_of(text));
  }
}

TEST_CASE("a word ends at its width") {
  CHECK(word_of("0xff", 8) == 0xff);
  CHECK_FALSE(word_of("0x100", 8));
  CHECK(word_of("0xffffffff", 32) == 0xffffffff);
  CHECK_FALSE(word_of("0x100000000", 32));
}

TEST_CASE("a page is NULL or a frame") {
  Page<WidestMachine> page;
  std::string allowed;
  CHECK(parse_field("0x12", 64, page, allowed));
  CHECK_FALSE(page.is_null);
  CHECK(field_text(page) == "0x12");
  CHECK(parse_field("NULL", 64, page, allowed));
  CHECK(page.is_null);
  CHECK(field_text(page) == "NULL");
  for (const char *text : {"null", "0", "", "NULL "})
    CHECK_FALSE(parse_field(text, 64, page, allowed));
  CHECK(allowed.starts_with("\"NULL\" or a frame number"));
}

TEST_CASE("errors go by their names, other statuses by their numbers") {
  CHECK(status_text(0) == "0");
  CHECK(status_text(-6) == "-ENXIO");
  CHECK(status_text(-12) == "-ENOMEM");
  CHECK(status_text(-1) == "-1");
  CHECK(status_text(6) == "6");
  CHECK(parse_status("-ENOMEM") == -12);
  CHECK(parse_status("-12") == -12);
  for (const char *text : {"", "ENXIO", "-EWHAT", "-4096", "4096", "1.0", "0x1", " 0", "0 "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_status(text));
  }
}

// Each name leads back to its value, and nothing else to any.
template <class Value> void check_names(std::initializer_list<Value> values) {
  std::string allowed;
  for (const Value value : values) {
    Value read = *values.begin();
    CHECK(parse_field(field_text(value), 64, read, allowed));
    CHECK(read == value);
    CHECK(allowed.find(field_text(value)) != std::string::npos);
    for (const std::string &wrong :
         {std::string(), field_text(value) + "x", field_text(value).substr(1)})
      CHECK_FALSE(parse_field(wrong, 64, read, allowed));
  }
}

TEST_CASE("a pointer is NULL or an address, an area is its place, its flags and its array") {
  using Address = WidestMachine::VirtualAddress;
  CHECK(field_text(Pointer<WidestMachine>::null()) == "NULL");
  CHECK(field_text(Pointer<WidestMachine>::to(Address(Bits<64>(0)))) == "0x0");
  std::vector<Area<WidestMachine>> areas;
  CHECK(field_text(areas) == "none");
  Area<WidestMachine> &area = areas.emplace_back();
  area.live = true;
  area.address = Address(Bits<64>(0x5000));
  area.bytes.word = Bits<64>(0x2000);
  area.flags = Bits<64>(0x10);
  CHECK(field_text(areas) == "0x2000 bytes at 0x5000, flags=0x10, pages=NULL, nr_pages=0x0");
  areas.emplace_back().pages = Pointer<WidestMachine>::to(Address(Bits<64>(0x40)));
  CHECK(field_text(areas).ends_with(
      "; removed: 0x0 bytes at 0x0, flags=0x0, pages=0x40, nr_pages=0x0"));
}

TEST_CASE("numbers of things are decimal, allocators go by their names") {
  CHECK(field_text(8U) == "8");
  CHECK(field_text(remap::ArrayAllocator::kvmalloc) == "kvmalloc");
  CHECK(field_text(remap::ArrayAllocator::kmalloc) == "kmalloc");
  CHECK(field_text(remap::ArrayAllocator::vmalloc) == "vmalloc");
}

TEST_CASE("what has a name is written by it") {
  check_names(
      {Direction::bidirectional, Direction::to_device, Direction::from_device, Direction::none});
  check_names({Allocator::buddy, Allocator::contiguous});
  check_names(
      {BufferKind::contiguous, BufferKind::scattered, BufferKind::device_pool, BufferKind::cookie});
  check_names({ContiguousArea::device, ContiguousArea::node, ContiguousArea::standard});
  check_names({false, true});
}

} // namespace
} // namespace dma_verify
