// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/check/clause_set.h"

#include <algorithm>
#include <utility>

namespace rup_checker {
namespace {

Clause sorted(Clause clause) {
  std::sort(clause.begin(), clause.end());
  clause.erase(std::unique(clause.begin(), clause.end()), clause.end());
  return clause;
}

// The same for every order of the literals.
std::uint64_t hash_of(const Clause &clause) {
  std::uint64_t sum = 0;
  for (const Literal literal : clause) {
    std::uint64_t mixed = static_cast<std::uint32_t>(literal) * 0x9e3779b97f4a7c15U;
    mixed ^= mixed >> 29U;
    sum += mixed * mixed;
  }
  return sum;
}

} // namespace

ClauseSet::ClauseSet(Literal variables)
    : watches_(index(variables) + 2), true_(index(variables) + 2, 0) {}

void ClauseSet::assign(Literal literal) {
  true_[index(literal)] = 1;
  trail_.push_back(literal);
}

void ClauseSet::add(const Clause &given) {
  const auto id = static_cast<ClauseId>(clauses_.size());
  Clause clause = sorted(given);
  places_.emplace(hash_of(clause), id);
  // Derived literals are never undone between calls: literals that are false now stay false, and a
  // clause with a true literal never propagates again.
  const auto free = std::partition(clause.begin(), clause.end(),
                                   [this](Literal literal) { return !is_false(literal); });
  const auto open = free - clause.begin();
  const bool satisfied =
      std::any_of(clause.begin(), free, [this](Literal literal) { return is_true(literal); });
  if (open == 0) {
    contradictory_ = true;
  } else if (open == 1 && !satisfied) {
    assign(clause.front());
    contradictory_ = !propagate() || contradictory_;
  } else if (!satisfied) {
    watches_[index(clause[0])].push_back({id, clause[1]});
    watches_[index(clause[1])].push_back({id, clause[0]});
  }
  clauses_.push_back(std::move(clause));
  removed_.push_back(false);
}

bool ClauseSet::remove(const Clause &given) {
  const Clause wanted = sorted(given);
  const auto [begin, end] = places_.equal_range(hash_of(wanted));
  for (auto place = begin; place != end; ++place) {
    if (sorted(clauses_[place->second]) != wanted)
      continue;
    removed_[place->second] = true; // its watches are removed when they are visited next
    Clause().swap(clauses_[place->second]);
    places_.erase(place);
    return true;
  }
  return false;
}

bool ClauseSet::implies(const Clause &clause) {
  if (contradictory_)
    return true;
  const std::size_t facts = trail_.size();
  bool conflict = false;
  for (const Literal literal : clause) {
    conflict = conflict || is_true(literal);
    if (!conflict && !is_false(literal))
      assign(-literal);
  }
  conflict = conflict || !propagate();
  while (trail_.size() > facts) {
    true_[index(trail_.back())] = 0;
    trail_.pop_back();
  }
  propagated_ = facts;
  return conflict;
}

// False on a conflict.
bool ClauseSet::propagate() {
  while (propagated_ < trail_.size()) {
    if (!visit(-trail_[propagated_++]))
      return false;
  }
  return true;
}

// Looks at the clauses that watch a literal which has become false. False on a conflict.
bool ClauseSet::visit(Literal falsified) {
  std::vector<Watch> &watches = watches_[index(falsified)];
  std::size_t kept = 0;
  bool conflict = false;
  for (std::size_t i = 0; i < watches.size(); ++i) {
    const Watch watch = watches[i];
    if (conflict || is_true(watch.other)) {
      watches[kept++] = watch;
      continue;
    }
    if (removed_[watch.clause] || find_new_watch(watch.clause, falsified))
      continue;
    // All but the first literal are false.
    const Literal first = clauses_[watch.clause].front();
    watches[kept++] = {watch.clause, first};
    if (is_false(first)) {
      conflict = true;
    } else if (!is_true(first)) {
      assign(first);
    }
  }
  watches.resize(kept);
  return !conflict;
}

// Puts the falsified literal second, and in its place one that is not false, if there is one.
bool ClauseSet::find_new_watch(ClauseId id, Literal falsified) {
  Clause &clause = clauses_[id];
  if (clause[0] == falsified)
    std::swap(clause[0], clause[1]);
  if (is_true(clause[0]))
    return false;
  for (std::size_t i = 2; i < clause.size(); ++i) {
    if (is_false(clause[i]))
      continue;
    std::swap(clause[1], clause[i]);
    watches_[index(clause[1])].push_back({id, clause[0]});
    return true;
  }
  return false;
}

} // namespace rup_checker
