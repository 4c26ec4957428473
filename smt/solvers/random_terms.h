// SPDX-License-Identifier: GPL-2.0-only
// For the tests of solvers and encodings: random terms.
#pragma once

#include "smt/terms/term.h"

#include <random>

namespace dma_verify::smt {

// Draws truth values over three words; each operation with an integer reading, nested.
class RandomTerms {
public:
  RandomTerms(TermPool &pool, unsigned width, std::uint64_t seed)
      : pool_(pool), width_(width), random_(seed) {}

  Term word(unsigned depth, unsigned width) {
    if (depth == 0 || draw(8) == 0) {
      if (draw(3) == 0)
        return pool_.constant(width, interesting());
      const char *const names[] = {"x", "y", "z"};
      return pool_.zero_extend(pool_.variable(names[draw(3)], width_), width);
    }
    const Term a = word(depth - 1, width);
    const Term count = pool_.constant(width, draw(width + 1));
    switch (draw(10)) {
    case 0:
      return pool_.add(a, word(depth - 1, width));
    case 1:
      return pool_.subtract(a, word(depth - 1, width));
    case 2:
      return pool_.bit_and(a, pool_.constant(width, interesting()));
    case 3:
      return pool_.bit_or(a, pool_.constant(width, interesting()));
    case 4:
      return pool_.bit_not(a);
    case 5:
      return count.is(width) ? a : pool_.shift_left(a, count);
    case 6:
      return count.is(width) ? a : pool_.shift_right(a, count);
    case 7: {
      const Term wide = word(depth - 1, 2 * width_);
      return width == 2 * width_ ? wide : pool_.extract(wide, draw(width_), width_);
    }
    case 8:
      return pool_.zero_extend(word(depth - 1, width_), width);
    default:
      return pool_.choice(truth(depth - 1), a, word(depth - 1, width));
    }
  }

  Term truth(unsigned depth) {
    if (depth == 0)
      return pool_.less(word(0, width_), word(0, width_));
    const unsigned width = draw(2) == 0 ? width_ : 2 * width_;
    switch (draw(6)) {
    case 0:
      return pool_.equal(word(depth - 1, width), word(depth - 1, width));
    case 1:
      return pool_.conjunction(truth(depth - 1), truth(depth - 1));
    case 2:
      return pool_.disjunction(truth(depth - 1), truth(depth - 1));
    case 3:
      return pool_.choice(truth(depth - 1), truth(depth - 1), pool_.negation(truth(depth - 1)));
    default:
      return pool_.less(word(depth - 1, width), word(depth - 1, width));
    }
  }

  // A number near a corner, or any.
  Uint128 interesting() {
    const Uint128 power = Uint128{1} << draw(2 * width_);
    switch (draw(4)) {
    case 0:
      return power;
    case 1:
      return power - 1;
    case 2:
      return ~(power - 1);
    default:
      return random_();
    }
  }

private:
  unsigned draw(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  TermPool &pool_;
  unsigned width_;
  std::mt19937_64 random_;
};

} // namespace dma_verify::smt
