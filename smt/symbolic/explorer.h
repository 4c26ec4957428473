// SPDX-License-Identifier: GPL-2.0-only
// Runs a function on symbolic words along all its paths, by executing it again for each: a decision
// taken before is replayed, a new one first goes one way, then the other.
#pragma once

#include "smt/terms/term.h"

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace dma_verify::smt {

// A function that cannot be explored: too many paths, or other decisions when run again. Thrown
// through the explored function, where no result could carry it.
class ExplorationError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Symbolic words carry a pointer to the explorer that made them; they must not outlive it.
class Explorer {
public:
  explicit Explorer(TermPool &pool, unsigned max_paths = 4096)
      : pool_(pool), max_paths_(max_paths) {}
  Explorer(const Explorer &) = delete;
  Explorer &operator=(const Explorer &) = delete;

  [[nodiscard]] TermPool &pool() const { return pool_; }

  // Takes these truth values to hold on every path from now on: branches that contradict one of
  // their conjuncts word for word are not taken.
  void assume(std::span<const Term> facts);

  // Runs `function` once per path. What its runs return, in equal number, is joined into one term
  // each, the one that has the path's result under the path's decisions. No solver is asked, so
  // paths that are infeasible for a deeper reason are explored too.
  std::vector<Term> explore(const std::function<std::vector<Term>()> &function);

  // Paths run so far, over all calls of explore.
  [[nodiscard]] unsigned paths() const { return paths_; }

  // Whether the truth value holds on the path that is being run.
  bool decide(Term condition);

private:
  struct Decision {
    Term condition;
    bool value = true;
    std::vector<Term> results_if_true{};
  };
  using Facts = std::unordered_map<std::uint32_t, bool>;
  static void learn(Facts &facts, Term condition, bool value);

  TermPool &pool_;
  unsigned max_paths_;
  unsigned paths_ = 0;
  bool running_ = false;
  Facts assumed_;
  Facts known_; // on the current path
  std::vector<Decision> decisions_;
  std::size_t next_ = 0; // the decision to replay next
};

} // namespace dma_verify::smt
