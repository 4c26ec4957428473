// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/proved_facts/minimized_mutants.h"

#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/random/stream.h"
#include "smt/subjects/symbolic_subject.h"

#include <algorithm>
#include <chrono>

namespace dma_verify {

std::string SeenMutant::clause(const StoredScenario &scenario) const {
  StoredObservation observation;
  observe_mutant(*mutant, scenario, observation);
  const Assessment assessment = assess(property, scenario, observation);
  return assessment.judged ? std::string(assessment.violated_clause) : std::string();
}

const std::vector<SeenMutant> &seen_mutants() {
  static const std::vector<SeenMutant> kSeen = [] {
    std::vector<SeenMutant> all;
    for (const Violation &row : violations()) {
      const PropertyIndex property = find_property(row.property).value();
      const bool known = std::ranges::any_of(all, [&](const SeenMutant &other) {
        return other.mutant == row.mutant && other.property == property;
      });
      if (!known)
        all.push_back({row.mutant, property});
    }
    return all;
  }();
  return kSeen;
}

std::optional<StoredScenario> first_failure(const SeenMutant &seen,
                                            const Architecture &architecture, std::uint64_t seed) {
  return random::first_failing(
      catalogue()[seen.property], architecture, seed,
      [&](const StoredScenario &scenario) { return !seen.clause(scenario).empty(); });
}

MinimizeResult minimize_mutant(const SeenMutant &seen, const StoredScenario &start) {
  MinimizeOptions options;
  options.order = order_of(catalogue()[seen.property].id);
  const std::string clause = seen.clause(start);
  const auto broken = broken_assumptions(start);
  return minimize(
      start,
      [&](const StoredScenario &candidate) {
        return broken_assumptions(candidate) == broken && seen.clause(candidate) == clause;
      },
      options);
}

smt::Failing failing_of(const SeenMutant &seen, const StoredScenario &scenario) {
  smt::Failure failure;
  failure.property = seen.property;
  failure.clause = seen.clause(scenario);
  failure.architecture = scenario.architecture;
  failure.broken = broken_assumptions(scenario);
  return {smt::symbolic_mutant(*seen.mutant), failure,
          [&seen](const StoredScenario &start) { return minimize_mutant(seen, start).scenario; }};
}

std::map<std::string, Minima> minima_of(const SeenMutant &seen, const Architecture &architecture,
                                        std::uint64_t seeds) {
  std::map<std::string, Minima> minima;
  if (!catalogue()[seen.property].applies_to(architecture))
    return minima;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto start = first_failure(seen, architecture, seed);
    if (!start)
      break; // not every mutant shows on each architecture
    const auto begin = std::chrono::steady_clock::now();
    const StoredScenario minimum = minimize_mutant(seen, *start).scenario;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    Minima &of_clause = minima[seen.clause(*start)];
    ++of_clause.seeds;
    of_clause.seconds.push_back(elapsed.count());
    const Order order = order_of(catalogue()[seen.property].id);
    const bool known = std::ranges::any_of(of_clause.distinct, [&](const StoredScenario &other) {
      return compare_scenarios(other, minimum, order) == 0;
    });
    if (!known)
      of_clause.distinct.push_back(minimum);
  }
  return minima;
}

} // namespace dma_verify
