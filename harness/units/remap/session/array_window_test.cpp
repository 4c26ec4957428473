// SPDX-License-Identifier: GPL-2.0-only
// An array is real memory between inaccessible memory; of a long one, the end, the first page and
// one entry keep what is stored there.
#include "harness/units/remap/session/array_window.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstring>

namespace dma_verify::remap {
namespace {

constexpr std::byte kFill{0xa5};
constexpr std::size_t kLong = std::size_t{48} * 1024 * 1024 + 8;

std::uint64_t *entry(const ArrayWindow &window, std::int64_t index) {
  return reinterpret_cast<std::uint64_t *>(window.begin()) + index; // NOLINT
}

// How a child ends that stores at this index of an array.
std::string store_at(std::size_t bytes, std::int64_t index) {
  return own_files::in_child([=] {
    std::signal(SIGSEGV, SIG_DFL);
    ArrayWindow window;
    window.open(bytes, 0, kFill);
    *static_cast<volatile std::uint64_t *>(entry(window, index)) = 1;
    return std::string(window.sealed() ? "sealed" : "broken");
  });
}

TEST_CASE("an array lies between inaccessible memory and known bytes") {
  for (const std::size_t bytes : {std::size_t{8}, std::size_t{4096}, std::size_t{65536 - 256},
                                  std::size_t{65536}, std::size_t{1} << 20U, kLong}) {
    CAPTURE(bytes);
    const auto entries = static_cast<std::int64_t>(bytes / 8);
    CHECK(store_at(bytes, 0) == "sealed");
    CHECK(store_at(bytes, entries - 1) == "sealed");
    CHECK(store_at(bytes, entries) == "signal SEGV");
    CHECK(store_at(bytes, entries + 100'000) == "signal SEGV");
    const std::string before = store_at(bytes, -1);
    CHECK((before == "broken" || before == "signal SEGV"));
  }
}

TEST_CASE("the chosen entry of a long array keeps its value, whatever is stored elsewhere") {
  ArrayWindow window;
  const auto entries = static_cast<std::int64_t>(kLong / 8);
  for (const std::int64_t kept : {std::int64_t{0}, std::int64_t{1}, entries / 3, entries - 1}) {
    CAPTURE(kept);
    window.open(kLong, static_cast<std::size_t>(kept) * 8, kFill);
    std::uint64_t unwritten = 0;
    std::memset(&unwritten, 0xa5, sizeof unwritten);
    CHECK(*entry(window, kept) == unwritten);
    for (std::int64_t i = 0; i < entries; ++i)
      *entry(window, i) = static_cast<std::uint64_t>(i);
    CHECK(*entry(window, kept) == static_cast<std::uint64_t>(kept));
    CHECK(*entry(window, 0) == 0);
    CHECK(*entry(window, entries - 1) == static_cast<std::uint64_t>(entries - 1));
    CHECK(window.sealed());
  }
}

TEST_CASE("an array that is opened again is new") {
  ArrayWindow window;
  for (const std::size_t bytes : {kLong, std::size_t{16}, std::size_t{100'000}, kLong}) {
    window.open(bytes, 8, kFill);
    CHECK(*entry(window, 1) == 0xa5a5a5a5a5a5a5a5U);
    *entry(window, 1) = 1;
    window.close();
    CHECK(window.is_closed());
    window.reopen();
    CHECK(*entry(window, 1) == 1);
    window.close();
  }
}

TEST_CASE("a closed array and one protected from writing end who touches them") {
  const auto ended = [](bool closed) {
    return own_files::in_child([=] {
      std::signal(SIGSEGV, SIG_DFL);
      ArrayWindow window;
      window.open(64, 0, kFill);
      if (closed)
        window.close();
      else
        window.protect_from_writing();
      *static_cast<volatile std::uint64_t *>(entry(window, 3)) = 1;
      return std::string("stored");
    });
  };
  CHECK(ended(true) == "signal SEGV");
  CHECK(ended(false) == "signal SEGV");
}

TEST_CASE("a value can be stored in all entries but the kept one") {
  ArrayWindow window;
  for (const std::size_t bytes : {std::size_t{64}, kLong}) {
    CAPTURE(bytes);
    window.open(bytes, 16, kFill);
    window.store_everywhere(7);
    const auto entries = static_cast<std::int64_t>(bytes / 8);
    for (std::int64_t i = 0; i < entries; i += 1 + entries / 1000)
      CHECK(*entry(window, i) == (i == 2 ? 0xa5a5a5a5a5a5a5a5U : 7U));
    window.fill_all(std::byte{0});
    CHECK(*entry(window, 2) == 0);
    CHECK(*entry(window, entries / 2) == 0);
  }
}

TEST_CASE("the largest array has address space") {
  ArrayWindow window;
  const std::size_t kept = ArrayWindow::kMaxBytes / 2;
  window.open(ArrayWindow::kMaxBytes, kept, kFill);
  *entry(window, static_cast<std::int64_t>(kept / 8)) = 5;
  *entry(window, static_cast<std::int64_t>(kept / 8) + 512 * 512) = 6;
  CHECK(*entry(window, static_cast<std::int64_t>(kept / 8)) == 5);
  CHECK(window.sealed());
}

} // namespace
} // namespace dma_verify::remap
