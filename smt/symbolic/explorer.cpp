// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/explorer.h"

namespace dma_verify::smt {

void Explorer::learn(Facts &facts, Term condition, bool value) const {
  if (condition.op() == Op::negation) {
    learn(facts, condition.argument(0), !value);
    return;
  }
  facts.emplace(condition.id(), value);
  if (pool_.folding() == Folding::off)
    return;
  if (condition.op() == (value ? Op::conjunction : Op::disjunction)) {
    learn(facts, condition.argument(0), value);
    learn(facts, condition.argument(1), value);
  }
}

void Explorer::assume(std::span<const Term> facts) {
  for (const Term fact : facts)
    learn(assumed_, fact, true);
}

bool Explorer::decide(Term condition) {
  if (condition.is_constant())
    return condition.value() != 0;
  if (condition.op() == Op::negation)
    return !decide(condition.argument(0));
  if (!running_)
    throw ExplorationError("a symbolic truth value was used as bool outside an exploration");
  const auto fact = known_.find(condition.id());
  if (fact != known_.end())
    return fact->second;
  if (next_ == decisions_.size()) {
    decisions_.push_back({condition});
  } else if (decisions_[next_].condition != condition) {
    throw ExplorationError("the explored function decides otherwise when it is run again");
  }
  const bool value = decisions_[next_++].value;
  learn(known_, condition, value);
  return value;
}

std::vector<Term> Explorer::explore(const std::function<std::vector<Term>()> &function) {
  decisions_.clear();
  for (unsigned paths = 1;; ++paths) {
    if (paths > max_paths_) {
      throw ExplorationError("the explored function has more than " + std::to_string(max_paths_) +
                             " paths");
    }
    ++paths_;
    next_ = 0;
    known_ = assumed_;
    running_ = true;
    std::vector<Term> results = function();
    running_ = false;
    if (next_ != decisions_.size())
      throw ExplorationError("the explored function decides less when it is run again");
    while (!decisions_.empty() && !decisions_.back().value) {
      const Decision &decision = decisions_.back();
      for (std::size_t i = 0; i < results.size(); ++i) {
        results[i] = pool_.choice(decision.condition, decision.results_if_true.at(i), results[i]);
      }
      decisions_.pop_back();
    }
    if (decisions_.empty())
      return results;
    decisions_.back().value = false;
    decisions_.back().results_if_true = std::move(results);
  }
}

} // namespace dma_verify::smt
