// SPDX-License-Identifier: GPL-2.0-only
// What folding and exploration took as equal or as decided, step by step, as claims that a solver
// can check: then what was decided by folding has a second witness.
#pragma once

#include "smt/terms/evaluate.h"
#include "smt/terms/query.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dma_verify::smt {

// Steps of one pool. Each is claimed for all values of the subterms that it does not look into, so
// that steps of one rule are one claim. Terms of the claims are of a pool of their own, which does
// not fold.
class FoldingSteps {
public:
  // `result` stands for the operation on these arguments; some may not exist.
  void add(Op op, unsigned width, Uint128 value, const std::array<Term, 3> &arguments, Term result);
  // The truth value of `condition` follows from others; it was looked into these terms for it.
  void add(std::span<const std::pair<Term, bool>> others, const std::vector<Term> &looked_into,
           Term condition, bool value);

  [[nodiscard]] std::size_t size() const { return claims_.size(); }
  // Satisfiable exactly if the claim of one of the steps from this number on is wrong.
  [[nodiscard]] Query query(std::size_t first);
  // Of claims that a model of the query refutes: claims that say less, since they look deeper.
  // False if a step itself is refuted.
  bool refine(const Assignment &model);

private:
  class Copy;
  struct Step {
    Op op = Op::add;
    unsigned width = 0;
    Uint128 value = 0;
    std::array<Term, 3> arguments{};
    Term result{};
  };
  struct Claim {
    Term term;
    std::size_t level = 0;            // how deep it looks
    std::vector<std::size_t> steps{}; // that it is about
  };
  static Term claim(TermPool &plain, const Step &step, std::size_t level);
  // Claims the step at the first level from this one on at which nothing is known against it.
  void claim_from(std::size_t level, std::size_t step);
  Claim &keep(Term term, std::size_t level);

  TermPool plain_{Folding::off};
  std::vector<Claim> claims_;
  std::unordered_map<std::uint32_t, std::size_t> known_claims_; // by term
  std::vector<Step> steps_;
  using Key = std::array<std::uint64_t, 6>;
  std::set<Key> known_steps_;
};

} // namespace dma_verify::smt
