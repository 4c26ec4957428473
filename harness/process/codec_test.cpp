// SPDX-License-Identifier: GPL-2.0-only
// What is encoded is decoded as it was; what nobody encoded is refused in words.
#include "harness/process/codec.h"

#include "model/units.h"
#include "model/words/machine.h"

#include <doctest/doctest.h>

#include <limits>

namespace dma_verify::process {
namespace {

enum class Colour : std::uint8_t { red, green, blue };

struct Inner {
  int number = 0;
  std::string text;

  friend bool operator==(const Inner &, const Inner &) = default;
};

struct Everything {
  bool truth = false;
  Colour colour = Colour::red;
  std::int64_t negative = 0;
  double fraction = 0;
  std::string text;
  std::vector<Inner> list;
  std::array<std::uint16_t, 3> three{};
  std::map<std::string, Inner> map;
  std::optional<Inner> maybe;
  std::variant<int, std::string, Inner> choice;
  std::chrono::milliseconds time{};
  Bits<64> word{};
  WidestMachine::Bytes bytes{};

  friend bool operator==(const Everything &, const Everything &) = default;
};

Everything some_of_everything() {
  Everything all;
  all.truth = true;
  all.colour = Colour::blue;
  all.negative = std::numeric_limits<std::int64_t>::min();
  all.fraction = 0.1;
  all.text = std::string("with \0 inside", 13);
  all.list = {{1, "one"}, {2, ""}};
  all.three = {1, 2, 65535};
  all.map = {{"a", {3, "three"}}, {"", {}}};
  all.maybe = Inner{4, "four"};
  all.choice = Inner{5, "five"};
  all.time = std::chrono::milliseconds(-7);
  all.word = Bits<64>(~std::uint64_t{0});
  all.bytes = WidestMachine::Bytes(Bits<64>(8));
  return all;
}

template <class T> std::string why(std::string_view bytes) {
  const auto decoded = decode<T>(bytes);
  const auto *unreadable = std::get_if<Unreadable>(&decoded);
  return unreadable == nullptr ? "" : unreadable->why;
}

std::string huge_count() { return encode(std::numeric_limits<std::uint64_t>::max()); }

TEST_CASE("every kind of value is decoded as it was encoded") {
  const Everything all = some_of_everything();
  CHECK(std::get<Everything>(decode<Everything>(encode(all))) == all);
  CHECK(std::get<Everything>(decode<Everything>(encode(Everything{}))) == Everything{});
}

TEST_CASE("a number of no helper is refused") {
  const auto number_after = [](HelperId helper) {
    return encode(static_cast<std::uint16_t>(helper.value() + 1));
  };
  CHECK(why<HelperId>(encode(all_helpers().back())).empty());
  CHECK(why<HelperId>(number_after(all_helpers().back())) == "a value that its type does not have");
}

TEST_CASE("no beginning of an encoding is one") {
  const std::string bytes = encode(some_of_everything());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK(why<Everything>(std::string_view(bytes).substr(0, length)) == "cut short");
}

TEST_CASE("bytes behind a value are refused") {
  CHECK(why<Everything>(encode(some_of_everything()) + '\0') == "longer than its value");
}

TEST_CASE("a count of elements that cannot be there is refused before memory is taken") {
  CHECK(why<std::string>(huge_count()) == "cut short");
  CHECK(why<std::vector<Everything>>(huge_count()) == "cut short");
  CHECK((why<std::map<int, int>>(huge_count())) == "cut short");
  CHECK(why<std::vector<std::string>>(encode(std::uint64_t{2}) + huge_count()) == "cut short");
}

TEST_CASE("elements that are much larger than their encoding are refused") {
  using Large = std::optional<std::array<char, 1 << 20U>>;
  CHECK(why<std::vector<Large>>(encode(std::uint64_t{1000}) + std::string(1000, '\0')) ==
        "too large");
}

TEST_CASE("a number that is no value of its type is refused") {
  CHECK(why<Colour>("\3") == "a value that its type does not have");
  CHECK(why<Colour>("\377") == "a value that its type does not have");
  CHECK(std::get<Colour>(decode<Colour>("\2")) == Colour::blue);
  CHECK(why<bool>("\2") == "a truth value that is neither");
  CHECK(why<std::optional<int>>("\2") == "a truth value that is neither");
  CHECK((why<std::variant<int, bool>>("\2")) == "a choice that there is not");
}

// A text of pseudo-random bytes.
std::string noise(std::uint64_t seed) {
  std::string bytes(seed % 300, '\0');
  for (char &byte : bytes) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<char>(seed >> 60U); // small, or nothing gets far
  }
  return bytes;
}

TEST_CASE("whatever bytes are decoded, either they are refused or they are the encoding") {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    const std::string bytes = noise(seed);
    const auto decoded = decode<Everything>(bytes);
    if (const auto *value = std::get_if<Everything>(&decoded))
      CHECK(encode(*value).size() <= bytes.size());
    else
      ++refused;
  }
  CHECK(refused > 0);
}

} // namespace
} // namespace dma_verify::process
