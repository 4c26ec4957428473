// SPDX-License-Identifier: GPL-2.0-only
// The smallest failing scenario: two solvers say that nothing smaller in the order
// fails. If they find something smaller, the minimizer starts again from there.
#pragma once

#include "smt/minimality/second_opinion.h"
#include "smt/obligations/claims/failing_set.h"
#include "smt/subjects/symbolic_subject.h"

#include <functional>

namespace dma_verify::smt {

// A subject that fails in one way.
struct Failing {
  SymbolicSubject subject;
  Failure failure;
  // The minimizer: its result fails and is not larger.
  std::function<StoredScenario(const StoredScenario &)> minimize{};

  [[nodiscard]] FailingSet failing_set(const Space &space) const {
    return failing_set_of(subject, failure, space);
  }
  // Runs the scenario on machine words: it is inside the space, and fails in this way.
  [[nodiscard]] bool fails(const StoredScenario &scenario) const;
};

struct FoundMinimum {
  StoredScenario scenario;
  ProvedMinimum proved;
};

// Starts from a failing scenario that the minimizer has made small. The `scenario` of the result
// fails and is not larger, whether it could be proved or not.
FoundMinimum prove_minimum(const Failing &failing, const StoredScenario &minimized,
                           const Solvers &solvers);

// The space in which a smaller failing scenario is looked for. If the scenario has an answer that
// proofs leave out, the space also has such scenarios, as far as they are not larger.
Space space_of_smaller(const Failing &failing, const StoredScenario &scenario);

// The space in words: "calls of mmap on 64-64-64-12 that keep their contract".
std::string space_text(const Failure &failure);

// Whether it has an answer that proofs of calls inside the contract leave out (scenario.h).
bool has_answer_outside_proofs(const StoredScenario &scenario);

// "vma_pages 2 instead of 1", for each number in which they differ.
std::vector<std::string> differences(Order order, const StoredScenario &heuristic,
                                     const StoredScenario &smallest);

} // namespace dma_verify::smt
