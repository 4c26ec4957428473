// SPDX-License-Identifier: GPL-2.0-only
// For tests and benchmarks: every mutant with each property that sees it, how random testing finds
// it, and what comes of that when it is minimized.
#pragma once

#include "harness/counterexamples/minimizer/minimizer.h"
#include "properties/mutant.h"
#include "smt/minimality/minimum.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

struct SeenMutant {
  const Mutant *mutant;
  PropertyIndex property = 0;

  // The clause that a scenario violates first; empty if none.
  [[nodiscard]] std::string clause(const StoredScenario &scenario) const;
};

// Each mutant once with each property that it violates in some clause.
const std::vector<SeenMutant> &seen_mutants();

// The first violation that the random stream finds; nothing if it finds none.
std::optional<StoredScenario> first_failure(const SeenMutant &seen,
                                            const Architecture &architecture, std::uint64_t seed);

// As something to prove: the scenario's clause, in its contract.
smt::Failing failing_of(const SeenMutant &seen, const StoredScenario &scenario);

MinimizeResult minimize_mutant(const SeenMutant &seen, const StoredScenario &start);

// What the minimizer makes of the seeds, for each clause that was violated.
struct Minima {
  std::vector<StoredScenario> distinct;
  unsigned seeds = 0;          // that found a violation of the clause
  std::vector<double> seconds; // that each took to minimize
};
std::map<std::string, Minima> minima_of(const SeenMutant &seen, const Architecture &architecture,
                                        std::uint64_t seeds);

} // namespace dma_verify
