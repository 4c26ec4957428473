// SPDX-License-Identifier: GPL-2.0-only
// Single draws from RapidCheck's random stream: plain ones like rc::gen::arbitrary, and ones near
// the ends of a range. All numbers are unsigned.
#pragma once

#include <rapidcheck/Random.h>

#include <cstdint>
#include <initializer_list>

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

  // Like rc::gen::arbitrary: a number of `width` * size / 100 random bits.
  std::uint64_t plain(unsigned width) {
    const unsigned count = width * static_cast<unsigned>(size_) / 100U;
    return bits() & mask(count);
  }

  // A plain draw folded into [low, high].
  std::uint64_t plain_between(std::uint64_t low, std::uint64_t high, unsigned width) {
    const std::uint64_t span = high - low;
    const std::uint64_t offset = plain(width);
    return low + (span == ~std::uint64_t{0} ? offset : offset % (span + 1));
  }

  // In [low, high]: near either end, near a power of two, or anywhere.
  std::uint64_t edge_between(std::uint64_t low, std::uint64_t high) {
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

  static std::uint64_t mask(unsigned width) {
    return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  }

private:
  rc::Random random_;
  int size_;
};

} // namespace dma_verify::random
