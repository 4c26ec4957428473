// SPDX-License-Identifier: GPL-2.0-only
// Which path classes of its helper are possible under a claim's assumptions: for each class that is
// declared possible on the architecture, a call that keeps the contract and these assumptions.
#pragma once

#include "smt/obligations/path_classes/plain_calls.h"
#include "smt/obligations/settle.h"

#include <functional>

namespace dma_verify::smt {

// What is asked.
struct ClassQuestion {
  HelperId call{};
  Architecture architecture{};
  // Whether a call keeps the contract and the claim's assumptions.
  std::function<bool(const StoredScenario &)> keeps;
  // For each class, in order, the claim that no call inside these assumptions is of it. Made only
  // if the solvers must be asked about a class.
  std::function<std::vector<Obligation>()> explore;
};

class ClassSearch {
public:
  // Looks for calls of each class among the plain calls.
  ClassSearch(ClassQuestion question, std::span<const PlainCall> calls);

  // A text on which the answer depends: the call that reaches each class, or the solvers'
  // questions.
  std::string text();

  // Sets in the result how many classes are reached, and asks the solvers about those that no plain
  // call reaches. A proved result stays proved only if all are reached: if the assumptions exclude
  // each call of a class, the claim is vacuous for that class.
  void set_path_classes(ProofResult &result, const ProofOptions &options);

private:
  const Obligation &obligation_of(std::size_t path_class);

  ClassQuestion question_;
  unsigned declared_ = 0;
  std::vector<std::size_t> left_; // declared possible, and reached by no plain call
  std::vector<Obligation> obligations_;
};

} // namespace dma_verify::smt
