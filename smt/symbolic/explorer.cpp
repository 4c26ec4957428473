// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/explorer.h"

#include "smt/terms/folding_steps.h"

#include <array>

namespace dma_verify::smt {

void Explorer::learn(Facts &facts, Term condition, bool value) const {
  if (condition.op() == Op::negation) {
    learn(facts, condition.argument(0), !value);
    return;
  }
  facts.emplace(condition.id(), value);
  if (pool_.folding() == Folding::off)
    return;
  if (condition.op() != (value ? Op::conjunction : Op::disjunction))
    return;
  for (const unsigned part : {0U, 1U}) {
    if (pool_.steps() != nullptr)
      pool_.steps()->add(std::array{std::pair(condition, value)}, {condition},
                         condition.argument(part), value);
    learn(facts, condition.argument(part), value);
  }
}

void Explorer::assume(std::span<const Term> facts) {
  for (const Term fact : facts)
    learn(assumed_, fact, true);
}

std::optional<bool> Explorer::known_value(Term condition, Look &look) const {
  if (condition.is_constant())
    return condition.value() != 0;
  const auto fact = known_.find(condition.id());
  if (fact != known_.end()) {
    if (pool_.steps() != nullptr)
      look.facts.emplace_back(condition, fact->second);
    return fact->second;
  }
  constexpr unsigned kMostTerms = 64; // more is not worth the time
  if (pool_.folding() == Folding::off || look.terms == kMostTerms)
    return std::nullopt;
  ++look.terms;
  if (pool_.steps() != nullptr)
    look.into.push_back(condition);
  switch (condition.op()) {
  case Op::negation: {
    const auto value = known_value(condition.argument(0), look);
    return value ? std::optional(!*value) : std::nullopt;
  }
  case Op::conjunction:
  case Op::disjunction: {
    const bool decisive = condition.op() == Op::disjunction; // if one argument has this value
    const auto first = known_value(condition.argument(0), look);
    if (first == decisive)
      return decisive;
    const auto second = known_value(condition.argument(1), look);
    if (second == decisive)
      return decisive;
    return first && second ? std::optional(!decisive) : std::nullopt;
  }
  case Op::choice: {
    const auto first = known_value(condition.argument(0), look);
    return first ? known_value(condition.argument(*first ? 1 : 2), look) : std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

std::optional<bool> Explorer::known(Term condition) const {
  if (!running_)
    return std::nullopt;
  Look look;
  const auto value = known_value(condition, look);
  if (value && pool_.steps() != nullptr && !look.into.empty())
    pool_.steps()->add(look.facts, look.into, condition, *value);
  return value;
}

bool Explorer::decide(Term condition) {
  if (condition.is_constant())
    return condition.value() != 0;
  if (condition.op() == Op::negation)
    return !decide(condition.argument(0));
  if (!running_)
    throw ExplorationError("a symbolic truth value was used as bool outside an exploration");
  if (const auto fact = known(condition))
    return *fact;
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
