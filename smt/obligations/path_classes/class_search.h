// SPDX-License-Identifier: GPL-2.0-only
// Which ways through its helper a claim leaves possible: of each class that is declared possible on
// the architecture, a call that keeps the contract and the claim's assumptions.
#pragma once

#include "smt/obligations/path_classes/plain_calls.h"
#include "smt/obligations/settle.h"

#include <functional>

namespace dma_verify::smt {

// What is asked.
struct ClassQuestion {
  HelperId call = ops_helpers::Helper::mmap;
  Architecture architecture{};
  // Whether a call keeps the contract and the claim's assumptions.
  std::function<bool(const StoredScenario &)> keeps;
  // Of each class, in order, the claim that no call inside these is of it. Made only if a class is
  // left to the solvers.
  std::function<std::vector<Obligation>()> explore;
};

class ClassSearch {
public:
  // Looks among the plain calls.
  ClassSearch(ClassQuestion question, std::span<const PlainCall> calls);

  // What decides the answer, as a text: by what each class is reached, or the solvers' questions.
  std::string text();

  // Books in the result how many classes are reached, and asks the solvers for those that no plain
  // call is of. A result that is proved stays so only if all are: an assumption that leaves no call
  // of a class makes the claim vacuous there.
  void book(ProofResult &result, const ProofOptions &options);

private:
  const Obligation &obligation_of(std::size_t path_class);

  ClassQuestion question_;
  unsigned declared_ = 0;
  std::vector<std::size_t> left_; // declared, and no plain call is of them
  std::vector<Obligation> obligations_;
};

} // namespace dma_verify::smt
