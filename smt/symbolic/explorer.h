// SPDX-License-Identifier: GPL-2.0-only
// Runs a function on symbolic words along all its paths. For each path the function is executed
// again from the start: decisions of earlier runs are repeated, and a new decision first takes the
// value true, then false.
#pragma once

#include "smt/terms/term.h"

#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dma_verify::smt {

// A function that cannot be explored: it has too many paths, or decides otherwise when it is run
// again. An exception, because it must leave the explored function, whose results cannot hold an
// error.
class ExplorationError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Symbolic words carry a pointer to the explorer that made them; they must not outlive it.
class Explorer {
public:
  static constexpr unsigned kMostPaths = 4096;

  explicit Explorer(TermPool &pool, unsigned max_paths = kMostPaths)
      : pool_(pool), max_paths_(max_paths) {}
  Explorer(const Explorer &) = delete;
  Explorer &operator=(const Explorer &) = delete;

  [[nodiscard]] TermPool &pool() const { return pool_; }

  // From now on these truth values are assumed on every path: branches whose condition is the
  // negation of one of their conjuncts, as the same term, are not taken.
  void assume(std::span<const Term> facts);

  // Runs `function` once per path. Each run returns the same number of terms. The result has as
  // many: each has the value that the run of a path returned, under the decisions of that path. No
  // solver is asked, so paths that only a solver could exclude are explored too.
  std::vector<Term> explore(const std::function<std::vector<Term>()> &function);

  // Paths run so far, over all calls of explore.
  [[nodiscard]] unsigned paths() const { return paths_; }

  // Whether the truth value holds on the path that is being run. What was decided before, or is
  // part of it, or follows from its parts, is not decided again; without folding of terms, only
  // what is the same term.
  bool decide(Term condition);
  // The same, if it needs no decision.
  [[nodiscard]] std::optional<bool> known(Term condition) const;

private:
  struct Decision {
    Term condition;
    bool value = true;
    std::vector<Term> results_if_true{};
  };
  using Facts = std::unordered_map<std::uint32_t, bool>;
  void learn(Facts &facts, Term condition, bool value) const;
  // What was looked at to know a truth value.
  struct Look {
    std::vector<std::pair<Term, bool>> facts{};
    std::vector<Term> into{};
    unsigned terms = 0;
  };
  // What follows from the facts of the current path by truth tables alone.
  [[nodiscard]] std::optional<bool> known_value(Term condition, Look &look) const;

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
