// SPDX-License-Identifier: GPL-2.0-only
// Single draws from RapidCheck's random stream: plain ones like rc::gen::arbitrary, and ones near
// the ends of a range. All numbers are unsigned.
#pragma once

#include <rapidcheck/Random.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace dma_verify::random {

class Draw {
public:
  // `size` as RapidCheck gives it: 0 (small values) to 100 (all values).
  Draw(const rc::Random &random, int size) : random_(random), size_(size) {}

  std::uint64_t bits() { return random_.next(); }

  // Uniform in [0, bound); 0 if bound is 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : bits() % bound; }

  bool one_in(std::uint64_t n) { return below(n) == 0; }

  template <class Value> Value one_of(std::initializer_list<Value> values) {
    return *(values.begin() + below(values.size()));
  }

  // Some of the numbers that follow are this one, where it can be. A file that treats a number of
  // its own text in a special way shows what it does then.
  void favour(std::uint64_t number) { favourite_ = number; }
  // The favourite, if there is one in [low, high] and its turn has come.
  std::optional<std::uint64_t> favourite_between(std::uint64_t low, std::uint64_t high) {
    if (!favourite_ || *favourite_ < low || *favourite_ > high || !one_in(4))
      return std::nullopt;
    return favourite_;
  }

  // Near the end of what a C type can hold: 2^8, 2^16 or 2^32, or half of it; as it is, as a number
  // of bytes if it counts pages, or of pages if it counts bytes.
  std::uint64_t near_end_of_type(unsigned page_shift) {
    const unsigned bits = one_of({7U, 8U, 15U, 16U, 31U, 32U});
    std::uint64_t end = std::uint64_t{1} << bits;
    switch (below(3)) {
    case 0:
      end <<= page_shift;
      break;
    case 1:
      end >>= page_shift;
      break;
    default:
      break;
    }
    return end + below(5) - 2;
  }

  // Like rc::gen::arbitrary: a number of `width` * size / 100 random bits.
  std::uint64_t plain(unsigned width) {
    const unsigned count = width * static_cast<unsigned>(size_) / 100U;
    return bits() & mask(count);
  }

  // A plain draw folded into [low, high].
  std::uint64_t plain_between(std::uint64_t low, std::uint64_t high, unsigned width) {
    if (const auto favourite = favourite_between(low, high))
      return *favourite;
    const std::uint64_t span = high - low;
    const std::uint64_t offset = plain(width);
    return low + (span == ~std::uint64_t{0} ? offset : offset % (span + 1));
  }

  // In [low, high]: near either end, near a power of two, or anywhere.
  std::uint64_t edge_between(std::uint64_t low, std::uint64_t high) {
    if (const auto favourite = favourite_between(low, high))
      return *favourite;
    const std::uint64_t span = high - low;
    std::uint64_t offset = 0;
    switch (below(5)) {
    case 0:
    case 1:
      offset = below(5);
      break;
    case 2:
      offset = span - below(5);
      break;
    case 3:
      offset = (std::uint64_t{1} << below(64)) + below(5) - 2 - low;
      break;
    default:
      offset = bits() >> below(64);
      break;
    }
    if (offset <= span)
      return low + offset;
    return low + (span == ~std::uint64_t{0} ? offset : offset % (span + 1));
  }

  // Now and then favours one of these, or what is beside it, as it is or in pages or bytes.
  void favour_one_of(std::span<const std::uint64_t> numbers, unsigned page_shift) {
    if (numbers.empty() || !one_in(8))
      return;
    const std::uint64_t number = numbers[below(numbers.size())];
    switch (below(8)) {
    case 0:
      return favour(number + 1);
    case 1:
      return favour(number - 1);
    case 2:
      return favour(number << page_shift);
    case 3:
      return favour(number >> page_shift);
    default:
      return favour(number);
    }
  }

  static std::uint64_t mask(unsigned width) {
    return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  }

private:
  rc::Random random_;
  std::optional<std::uint64_t> favourite_{};
  int size_;
};

} // namespace dma_verify::random
