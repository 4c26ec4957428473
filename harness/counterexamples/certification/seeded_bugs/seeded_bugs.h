// SPDX-License-Identifier: GPL-2.0-only
// For tests and benchmarks: every seeded bug of the models with a property that sees it, how random
// testing finds it, and what comes of that when it is minimized.
#pragma once

#include "harness/counterexamples/certification/certify.h"
#include "harness/counterexamples/minimizer/minimizer.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify::seeded_bugs {

using Minimize = std::function<StoredScenario(const StoredScenario &)>;

struct Bug {
  std::string name;
  PropertyIndex property = 0;
  // The clause that a scenario violates first; empty if none.
  std::function<std::string(const StoredScenario &)> clause;
  std::function<smt::Failing(const smt::Failure &, const Minimize &)> failing;
};

// Each bug once with each property that it violates in some clause.
const std::vector<Bug> &all_bugs();

// The first violation that the random stream finds; nothing if it finds none.
std::optional<StoredScenario> first_failure(const Bug &bug, const Architecture &architecture,
                                            std::uint64_t seed);

// As something to certify: the scenario's clause, in its contract.
smt::Failing failing_of(const Bug &bug, const StoredScenario &scenario);

MinimizeResult minimize_bug(const Bug &bug, const StoredScenario &start);

// What the minimizer makes of the seeds, for each clause that was violated.
struct Minima {
  std::vector<StoredScenario> distinct;
  unsigned seeds = 0;          // that found a violation of the clause
  std::vector<double> seconds; // that each took to minimize
};
std::map<std::string, Minima> minima_of(const Bug &bug, const Architecture &architecture,
                                        std::uint64_t seeds);

} // namespace dma_verify::seeded_bugs
