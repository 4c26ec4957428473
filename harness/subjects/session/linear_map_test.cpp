// SPDX-License-Identifier: GPL-2.0-only
// What is opened of the map is memory with known content, what is closed is no memory, and there is
// a limit.
#include "harness/subjects/session/linear_map.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <csignal>

namespace dma_verify {
namespace {

constexpr std::uint64_t kBytes = std::uint64_t{1} << 46U;
constexpr std::uint64_t kFrom = 0x12'3456'7000;

// How a child ends that opens 16 KiB from kFrom on, at the first byte, and reads this one.
std::string read_at(std::int64_t offset, bool closed = false) {
  return own_files::in_child([=] {
    std::signal(SIGSEGV, SIG_DFL); // not the test program's own report
    LinearMap map(kBytes);
    map.open(kFrom, kFrom, kFrom + 0x4000);
    if (closed)
      map.close();
    const volatile std::byte *bytes = map.at(kFrom);
    return std::string(bytes[offset] == LinearMap::kStale ? "stale" : "other");
  });
}

TEST_CASE("what is opened is memory up to its edges") {
  CHECK(read_at(0) == "stale");
  CHECK(read_at(0x3fff) == "stale");
  CHECK(read_at(0x4000) == "signal SEGV");
  CHECK(read_at(-1) == "signal SEGV");
}

TEST_CASE("what was closed is no memory") { CHECK(read_at(0, true) == "signal SEGV"); }

TEST_CASE("what is opened again is stale again") {
  LinearMap map(kBytes);
  REQUIRE(map.open(kFrom, kFrom, kFrom + 0x1000));
  *map.at(kFrom) = std::byte{1};
  map.close();
  REQUIRE(map.open(kFrom, kFrom, kFrom + 0x1000));
  CHECK(*map.at(kFrom) == LinearMap::kStale);
}

TEST_CASE("a child that was forked writes into no memory of its parent") {
  LinearMap map(kBytes);
  REQUIRE(map.open(kFrom, kFrom, kFrom + 0x1000));
  map.close();
  const std::string child = own_files::in_child([&] {
    const auto piece = map.open(kFrom, kFrom, kFrom + 0x1000);
    *map.at(kFrom) = std::byte{1};
    return std::string(piece ? "written" : "not opened");
  });
  CHECK(child == "written");
  REQUIRE(map.open(kFrom, kFrom, kFrom + 0x1000));
  *map.at(kFrom) = std::byte{2};
  own_files::in_child([&] {
    map.close();
    map.open(kFrom, kFrom, kFrom + 0x1000);
    *map.at(kFrom) = std::byte{3};
    return std::string();
  });
  CHECK(*map.at(kFrom) == std::byte{2});
}

TEST_CASE("no more is open than can be and closing makes room") {
  LinearMap map(kBytes);
  const auto open_all = [&] {
    std::uint64_t at = 0;
    while (const auto piece = map.open(at, 0, kBytes))
      at += piece->bytes;
    return at;
  };
  CHECK(open_all() == LinearMap::kMostBytes);
  map.close();
  CHECK(open_all() == LinearMap::kMostBytes);
}

TEST_CASE("the last bytes of the map are in it and those behind it are not") {
  LinearMap map(kBytes);
  CHECK(map.contains(map.begin()));
  CHECK(map.contains(map.begin() + kBytes - 1));
  CHECK(!map.contains(map.begin() + kBytes));
  CHECK(!map.contains(map.begin() - 1));
  const auto piece = map.open(kBytes - 1, 0, ~std::uint64_t{0xfff});
  REQUIRE(piece);
  CHECK(piece->offset + piece->bytes == kBytes);
}

} // namespace
} // namespace dma_verify
