// SPDX-License-Identifier: GPL-2.0-only
// Each mutant from many seeds: how many different minima the minimizer finds, by how much each
// misses the proved one, and how long minimizing and proving take.
//
//   minimizer_benchmark [SEEDS [ARCHITECTURE [TEXT]]]     only mutants whose id has TEXT in it
#include "harness/counterexamples/proved_facts/minimized_mutants.h"
#include "harness/counterexamples/proved_facts/smallest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace {

using namespace dma_verify;

constexpr double kLong = 0.5; // seconds: worth a line of its own

double median(std::vector<double> values) {
  if (values.empty())
    return 0;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Totals {
  unsigned clauses = 0;
  unsigned one_minimum = 0;
  unsigned without_gap = 0;
  unsigned proved = 0;
  unsigned regions = 0;
  std::vector<double> seconds; // to minimize and prove
};

void measure(const SeenMutant &seen, const Architecture &architecture, std::uint64_t seeds,
             const smt::Solvers &solvers, Totals &totals) {
  for (const auto &[clause, minima] : minima_of(seen, architecture, seeds)) {
    unsigned gap = 0;
    std::string notes;
    ProvedScenario first;
    for (const StoredScenario &minimum : minima.distinct) {
      const ProvedScenario result = prove_smallest(failing_of(seen, minimum), minimum, solvers);
      const ProvedMinimum &proved = result.proved.minimum;
      gap = std::max(gap, proved.gap);
      if (proved.gap != 0)
        notes += "\n    gap: " + proved.gap_text;
      if (!proved.proved)
        notes += "\n    not proved: " + proved.reason;
      if (&minimum == &minima.distinct.front())
        first = result;
    }
    const ProvedFacts &shown = first.proved;
    if (shown.region.proved) {
      notes += "\n    region:";
      for (const std::string &condition : shown.region.conditions)
        notes += " [" + condition + "]";
    } else {
      notes += "\n    no region: " + shown.region.reason;
    }
    if (shown.fields.empty())
      notes += "\n    no fields";
    for (const SettledQuery *query :
         {&shown.minimum.query, &shown.region.query, &shown.fields_query}) {
      for (const SettledQuery::Answer &answer : query->answers) {
        if (answer.seconds > kLong)
          notes += fmt::format("\n    {}: {} by {} after {:.1f} s", query->name, answer.verdict,
                               answer.solver, answer.seconds);
      }
    }
    const double all = median(minima.seconds) + shown.seconds;
    ++totals.clauses;
    totals.one_minimum += minima.distinct.size() == 1 ? 1U : 0U;
    totals.without_gap += gap == 0 ? 1U : 0U;
    totals.proved += shown.minimum.proved ? 1U : 0U;
    totals.regions += shown.region.proved ? 1U : 0U;
    totals.seconds.push_back(all);
    fmt::print("{:45} {:34} {:20} {:5} {:7} {:4} {:9.1f} {:9.1f}{}\n", seen.mutant->id,
               catalogue()[seen.property].id, clause, minima.seeds, minima.distinct.size(), gap,
               1000 * median(minima.seconds), 1000 * all, notes);
    std::fflush(stdout);
  }
}

} // namespace

int main(int argc, char **argv) {
  const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 0) : 100;
  const auto architecture = find_architecture(argc > 2 ? argv[2] : "64-64-64-12");
  const std::string text = argc > 3 ? argv[3] : "";
  const auto solvers = smt::find_solvers();
  if (seeds == 0 || !architecture || std::holds_alternative<smt::SolverError>(solvers)) {
    fmt::print(stderr, "usage: minimizer_benchmark [SEEDS [ARCHITECTURE [TEXT]]], with cvc5\n");
    return 2;
  }
  fmt::print("{:45} {:34} {:20} {:>5} {:>7} {:>4} {:>9} {:>9}\n", "mutant", "property", "clause",
             "seeds", "minima", "gap", "ms", "ms in all");
  Totals totals;
  for (const SeenMutant &seen : seen_mutants()) {
    if (seen.mutant->id.find(text) != std::string::npos)
      measure(seen, *architecture, seeds, std::get<smt::Solvers>(solvers), totals);
  }
  fmt::print("{} violated clauses of mutants: one minimum {}, no gap {}, proved {}, region {}; "
             "median {:.0f} ms, with the time of the solvers\n",
             totals.clauses, totals.one_minimum, totals.without_gap, totals.proved, totals.regions,
             1000 * median(totals.seconds));
  return totals.one_minimum == totals.clauses && totals.without_gap == totals.clauses ? 0 : 1;
}
