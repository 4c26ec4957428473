// SPDX-License-Identifier: GPL-2.0-only
// For tests: random terms that use each other often, made alike in several pools.
#pragma once

#include "smt/terms/evaluate.h"

#include <random>
#include <vector>

namespace dma_verify::smt {

// A list of steps; each makes a word of one of two widths, or a truth value, of earlier ones. The
// same seed gives the same steps in every pool, so that what a folding pool simplifies can be
// compared with what was written.
class Recipe {
public:
  Recipe(TermPool &pool, unsigned width, unsigned seed, unsigned steps = 24)
      : pool_(pool), width_(width), random_(seed) {
    narrow_ = {pool.variable("x", width), pool.variable("y", width)};
    wide_ = {pool.variable("u", 2 * width)};
    truths_ = {pool.variable("p", 0), pool.variable("q", 0)};
    for (unsigned i = 0; i < steps; ++i)
      step();
  }

  // Everything that was made.
  [[nodiscard]] std::vector<Term> all() const {
    std::vector<Term> all = narrow_;
    all.insert(all.end(), wide_.begin(), wide_.end());
    all.insert(all.end(), truths_.begin(), truths_.end());
    return all;
  }
  [[nodiscard]] const std::vector<Term> &words() const { return narrow_; }
  [[nodiscard]] const std::vector<Term> &truths() const { return truths_; }

private:
  void step() {
    switch (draw(3)) {
    case 0:
      narrow_.push_back(word(narrow_, width_));
      break;
    case 1:
      wide_.push_back(draw(3) == 0 ? pool_.zero_extend(of(narrow_), 2 * width_)
                                   : word(wide_, 2 * width_));
      break;
    default:
      truths_.push_back(truth());
    }
  }

  Term word(const std::vector<Term> &words, unsigned width) {
    const Term a = operand(words, width);
    const Term b = operand(words, width);
    switch (draw(10)) {
    case 0:
    case 1:
      return pool_.add(a, b);
    case 2:
    case 3:
      return pool_.subtract(a, b);
    case 4:
      return pool_.bit_and(a, b);
    case 5:
      return pool_.bit_or(a, b);
    case 6:
      return pool_.bit_not(a);
    case 7:
      return draw(2) == 0 ? pool_.shift_left(a, b) : pool_.shift_right(a, b);
    case 8:
      if (width == width_) {
        // Also of a zero extension, inside and across its end.
        const Term of_two = draw(2) == 0 ? of(wide_) : pool_.zero_extend(of(narrow_), 2 * width_);
        return pool_.extract(of_two, draw(width_ + 1), width_);
      }
      return pool_.zero_extend(pool_.extract(of(wide_), draw(width_), width_), width);
    default:
      return pool_.choice(of(truths_), a, b);
    }
  }

  Term truth() {
    const bool narrow = draw(2) == 0;
    const std::vector<Term> &words = narrow ? narrow_ : wide_;
    const unsigned width = narrow ? width_ : 2 * width_;
    const Term p = truth_operand();
    const Term q = truth_operand();
    switch (draw(8)) {
    case 0:
      return pool_.equal(operand(words, width), operand(words, width));
    case 1:
      return pool_.less(operand(words, width), operand(words, width));
    case 2:
      return pool_.equal(p, q);
    case 3:
      return pool_.negation(p);
    case 4:
      return pool_.conjunction(p, q);
    case 5:
      return pool_.disjunction(p, q);
    case 6:
      return pool_.conjunction(p, pool_.negation(p));
    default:
      return pool_.choice(of(truths_), p, q);
    }
  }

  Term of(const std::vector<Term> &terms) {
    return terms[draw(static_cast<unsigned>(terms.size()))];
  }
  Term operand(const std::vector<Term> &words, unsigned width) {
    switch (draw(8)) {
    case 0:
      return pool_.constant(width, 0);
    case 1:
      return pool_.constant(width, low_bits(width));
    case 2:
      return pool_.constant(width, draw(2 * width));
    default:
      return of(words);
    }
  }
  Term truth_operand() { return draw(6) == 0 ? pool_.truth(draw(2) == 0) : of(truths_); }

  unsigned draw(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  TermPool &pool_;
  unsigned width_;
  std::mt19937 random_;
  std::vector<Term> narrow_;
  std::vector<Term> wide_;
  std::vector<Term> truths_;
};

// Values of the variables of recipes of 3-bit words: number 0 to 2^14 - 1.
inline constexpr unsigned kSmallWidth = 3;
inline Assignment small_values(unsigned number) {
  return {{"x", number & 7U},
          {"y", (number >> 3U) & 7U},
          {"u", (number >> 6U) & 63U},
          {"p", (number >> 12U) & 1U},
          {"q", (number >> 13U) & 1U}};
}
inline constexpr unsigned kSmallValues = 1U << 14U;

} // namespace dma_verify::smt
