// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/certification/seeded_bugs/seeded_bugs.h"

#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/random/stream.h"
#include "smt/minimality/broken_models/broken_failing.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace dma_verify::seeded_bugs {
namespace {

struct NamedEdit {
  smt::Edit edit;
  const char *name;
};
constexpr NamedEdit kEdits[] = {
    {smt::Edit::sum_may_wrap, "sum_may_wrap"},
    {smt::Edit::no_length_check, "no_length_check"},
    {smt::Edit::no_offset_check, "no_offset_check"},
    {smt::Edit::both_checks_needed, "both_checks_needed"},
    {smt::Edit::count_rounded_down, "count_rounded_down"},
    {smt::Edit::last_page_refused, "last_page_refused"},
    {smt::Edit::offset_not_added, "offset_not_added"},
    {smt::Edit::one_page_more, "one_page_more"},
    {smt::Edit::error_swallowed, "error_swallowed"},
};
constexpr std::string_view kMmapProperties[] = {"offset-bounds.accepted-in-bounds",
                                                "offset-bounds.in-bounds-accepted",
                                                "offset-bounds.no-wrap",
                                                "page-range.mmap",
                                                "error-unwind.mmap",
                                                "initialisation.mmap"};

Bug broken_model(const broken_models::Defect &defect, PropertyIndex property) {
  Bug bug{std::string(defect.id), property, {}, {}};
  bug.clause = [&defect, property](const StoredScenario &scenario) {
    StoredObservation observation;
    broken_models::observe(defect, scenario, observation);
    const Assessment assessment = assess(property, scenario, observation);
    return assessment.judged ? std::string(assessment.violated_clause) : std::string();
  };
  bug.failing = [&defect](const smt::Failure &failure, const Minimize &minimize) {
    return smt::failing_broken_model(defect, failure, minimize);
  };
  return bug;
}

Bug broken_mmap(const NamedEdit &edit, PropertyIndex property) {
  Bug bug{edit.name, property, {}, {}};
  bug.clause = [edit = edit.edit, property](const StoredScenario &scenario) {
    return std::string(smt::clause_of_broken_mmap(edit, property, scenario));
  };
  bug.failing = [edit = edit.edit](const smt::Failure &failure, const Minimize &minimize) {
    return smt::failing_broken_mmap(edit, failure, minimize);
  };
  return bug;
}

std::vector<Bug> make_bugs() {
  std::vector<Bug> bugs;
  std::set<std::pair<const broken_models::Defect *, PropertyIndex>> seen;
  for (const broken_models::BrokenClauses &row : broken_models::broken_clauses()) {
    const PropertyIndex property = find_property(row.property).value();
    if (seen.insert({row.defect, property}).second)
      bugs.push_back(broken_model(*row.defect, property));
  }
  for (const NamedEdit &edit : kEdits) {
    for (const std::string_view property : kMmapProperties)
      bugs.push_back(broken_mmap(edit, find_property(property).value()));
  }
  return bugs;
}

} // namespace

const std::vector<Bug> &all_bugs() {
  static const std::vector<Bug> kBugs = make_bugs();
  return kBugs;
}

std::optional<StoredScenario> first_failure(const Bug &bug, const Architecture &architecture,
                                            std::uint64_t seed) {
  return random::first_failing(
      catalogue()[bug.property], architecture, seed,
      [&](const StoredScenario &scenario) { return !bug.clause(scenario).empty(); });
}

MinimizeResult minimize_bug(const Bug &bug, const StoredScenario &start) {
  MinimizeOptions options;
  options.order = order_of(catalogue()[bug.property].id);
  const std::string clause = bug.clause(start);
  const auto broken = broken_assumptions(start);
  return minimize(
      start,
      [&](const StoredScenario &candidate) {
        return broken_assumptions(candidate) == broken && bug.clause(candidate) == clause;
      },
      options);
}

smt::Failing failing_of(const Bug &bug, const StoredScenario &scenario) {
  smt::Failure failure;
  failure.property = bug.property;
  failure.clause = bug.clause(scenario);
  failure.architecture = scenario.architecture;
  failure.broken = broken_assumptions(scenario);
  return bug.failing(
      failure, [&bug](const StoredScenario &start) { return minimize_bug(bug, start).scenario; });
}

std::map<std::string, Minima> minima_of(const Bug &bug, const Architecture &architecture,
                                        std::uint64_t seeds) {
  std::map<std::string, Minima> minima;
  if (!catalogue()[bug.property].applies_to(architecture))
    return minima;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto start = first_failure(bug, architecture, seed);
    if (!start)
      break; // not every bug shows on each architecture
    const auto begin = std::chrono::steady_clock::now();
    const StoredScenario minimum = minimize_bug(bug, *start).scenario;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    Minima &of_clause = minima[bug.clause(*start)];
    ++of_clause.seeds;
    of_clause.seconds.push_back(elapsed.count());
    const Order order = order_of(catalogue()[bug.property].id);
    const bool known = std::ranges::any_of(of_clause.distinct, [&](const StoredScenario &other) {
      return compare_scenarios(other, minimum, order) == 0;
    });
    if (!known)
      of_clause.distinct.push_back(minimum);
  }
  return minima;
}

} // namespace dma_verify::seeded_bugs
