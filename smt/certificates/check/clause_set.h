// SPDX-License-Identifier: GPL-2.0-only
// A set of clauses that can be added and removed, with unit propagation by two watched literals.
#pragma once

#include "smt/certificates/check/clause.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace rup_checker {

class ClauseSet {
public:
  explicit ClauseSet(Literal variables);

  // Adds a clause of literals of the given variables.
  void add(const Clause &given);
  // Removes one clause with these literals, in any order; false if there is none. Literals that
  // were derived from it stay true: they follow from the formula, as every lemma does, since no
  // step is accepted that only preserves satisfiability (RAT).
  bool remove(const Clause &given);
  // Whether assuming each literal of the clause false leads to a conflict by unit propagation.
  bool implies(const Clause &clause);

private:
  using ClauseId = std::uint32_t;
  struct Watch {
    ClauseId clause;
    Literal other; // one of its literals; if it is true, the clause needs no look
  };

  static std::size_t index(Literal literal) {
    return 2 * static_cast<std::size_t>(literal < 0 ? -literal : literal) + (literal < 0 ? 1U : 0U);
  }
  [[nodiscard]] bool is_true(Literal literal) const { return true_[index(literal)] != 0; }
  [[nodiscard]] bool is_false(Literal literal) const { return true_[index(-literal)] != 0; }
  void assign(Literal literal);
  bool propagate();
  bool visit(Literal falsified);
  bool find_new_watch(ClauseId id, Literal falsified);

  std::vector<Clause> clauses_;             // without double literals; empty once removed
  std::vector<bool> removed_;               // by clause
  std::vector<std::vector<Watch>> watches_; // by the literal that is watched
  std::unordered_multimap<std::uint64_t, ClauseId> places_; // by hash of the literals
  std::vector<char> true_;                                  // by literal
  std::vector<Literal> trail_; // all literals that are true, in the order of their assignment
  std::size_t propagated_ = 0; // of the trail
  bool contradictory_ = false; // unit propagation alone refutes the set
};

} // namespace rup_checker
