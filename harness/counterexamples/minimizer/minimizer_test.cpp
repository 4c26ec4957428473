// SPDX-License-Identifier: GPL-2.0-only
// The minimizer on the scenarios that random testing finds for mutants: the same small
// scenario whatever the seed, never a larger one, never another clause.
#include "harness/counterexamples/minimizer/minimizer.h"

#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/order/coordinates.h"
#include "properties/random/stream.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

using Values = std::vector<std::uint64_t>;

Values values_of(const StoredScenario &scenario) {
  Values values;
  for (const Coordinate &coordinate : coordinates_of(scenario.call))
    values.push_back(coordinate.get(scenario));
  return values;
}

std::uint64_t value_of(const StoredScenario &scenario, std::string_view name) {
  for (const Coordinate &coordinate : coordinates_of(scenario.call)) {
    if (coordinate.name == name)
      return coordinate.get(scenario);
  }
  FAIL("no such coordinate");
  return 0;
}

// A mutant, judged by one property.
struct SeenMutant {
  const Mutant *mutant;
  PropertyIndex property;

  // The clause that is violated; empty if all hold.
  std::string_view clause(const StoredScenario &scenario) const {
    StoredObservation observation;
    observe_mutant(*mutant, scenario, observation);
    const Assessment assessment = assess(property, scenario, observation);
    return assessment.judged ? assessment.violated_clause : std::string_view();
  }
};

// The first violation that the random stream finds.
std::optional<StoredScenario> first_failure(const SeenMutant &seen,
                                            const Architecture &architecture, std::uint64_t seed) {
  return random::first_failing(
      catalogue()[seen.property], architecture, seed,
      [&](const StoredScenario &scenario) { return !seen.clause(scenario).empty(); });
}

MinimizeOptions without_clock() {
  MinimizeOptions options;
  options.max_time = std::chrono::hours(1);
  return options;
}

MinimizeResult minimize_mutant(const SeenMutant &seen, const StoredScenario &start,
                               const MinimizeOptions &options = without_clock()) {
  const std::string clause(seen.clause(start));
  return minimize(
      start,
      [&](const StoredScenario &candidate) {
        return broken_assumptions(candidate).empty() && seen.clause(candidate) == clause;
      },
      options);
}

SeenMutant seen_mutant(const Mutant &mutant, std::string_view property) {
  return {&mutant, find_property(property).value()};
}

// Every mutant of the call from each seed: how many different minima there are, for each
// clause, and that each is sound.
void check_one_minimum(HelperId call, const Architecture &architecture, std::uint64_t seeds) {
  CAPTURE(architecture_id(architecture));
  std::set<std::pair<const Mutant *, PropertyIndex>> known;
  for (const Violation &row : violations()) {
    const SeenMutant seen = seen_mutant(*row.mutant, row.property);
    if (row.mutant->call != call || !catalogue()[seen.property].applies_to(architecture) ||
        !known.insert({seen.mutant, seen.property}).second) {
      continue;
    }
    CAPTURE(row.mutant->id);
    CAPTURE(row.property);
    std::map<std::string, std::set<Values>> minima;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const auto start = first_failure(seen, architecture, seed);
      if (!start)
        break; // not every mutant shows on each architecture
      const MinimizeResult result = minimize_mutant(seen, *start);
      CHECK_FALSE(result.out_of_runs);
      CHECK(compare_scenarios(result.scenario, *start) <= 0);
      CHECK(broken_assumptions(result.scenario).empty());
      CHECK(seen.clause(result.scenario) == seen.clause(*start));
      minima[std::string(seen.clause(*start))].insert(values_of(result.scenario));
    }
    for (const auto &minimum : minima) {
      CAPTURE(minimum.first); // the clause
      // One needs another answer and another direction at once, which only solvers find.
      const bool two_at_once = row.mutant->id == "both asked" && minimum.first == "then-buddy";
      CHECK(minimum.second.size() <= (two_at_once ? 2U : 1U));
    }
  }
  CHECK(known.size() >= 1);
}

void check_one_minimum(HelperId call, std::uint64_t seeds) {
  check_one_minimum(call, find_architecture("64-64-64-12").value(), seeds);
  check_one_minimum(call, find_architecture("32-32-32-12").value(), 5);
  check_one_minimum(call, find_architecture("64-64-64-16").value(), 5);
}

TEST_CASE("a mutant of mmap has one minimum whatever the seed") {
  check_one_minimum(ops_helpers::Helper::mmap, 30);
}
TEST_CASE("a mutant of get_sgtable has one minimum whatever the seed") {
  check_one_minimum(ops_helpers::Helper::get_sgtable, 30);
}
TEST_CASE("a mutant of alloc_pages has one minimum whatever the seed") {
  check_one_minimum(ops_helpers::Helper::alloc_pages, 20);
}
TEST_CASE("a mutant of free_pages has one minimum whatever the seed") {
  check_one_minimum(ops_helpers::Helper::free_pages, 30);
}

// The minimum of a mutant of the bounds check from a hundred seeds; there must be just one.
StoredScenario minimum_of_check(const Mutant &mutant, const char *architecture) {
  const SeenMutant seen = seen_mutant(mutant, "offset-bounds.accepted-in-bounds");
  std::optional<StoredScenario> minimum;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto start = first_failure(seen, find_architecture(architecture).value(), seed);
    REQUIRE(start);
    const StoredScenario found = minimize_mutant(seen, *start).scenario;
    if (minimum)
      CHECK(values_of(found) == values_of(*minimum));
    minimum = found;
  }
  return *minimum;
}

// What is checked of a minimum: the rest is 0.
struct Request {
  std::uint64_t pages;
  std::uint64_t pages_of_buffer;
  std::uint64_t offset;
};
void check_minimum(const Mutant &mutant, const char *architecture, const Request &expected) {
  CAPTURE(architecture);
  CAPTURE(mutant.id);
  const StoredScenario minimum = minimum_of_check(mutant, architecture);
  CHECK(value_of(minimum, "vma_pages") == expected.pages);
  CHECK(minimum.size.word.value() == expected.pages_of_buffer << minimum.architecture.page_shift);
  CHECK(value_of(minimum, "vm_pgoff") == expected.offset);
  for (const Coordinate &coordinate : coordinates_of(ops_helpers::Helper::mmap)) {
    CAPTURE(coordinate.name);
    if (coordinate.name != "vma_pages" && coordinate.name != "size" &&
        coordinate.name != "vm_pgoff") {
      CHECK(coordinate.get(minimum) == 0);
    }
  }
}

TEST_CASE("a sum that wraps is minimized to one page at the last offset") {
  const std::uint64_t last = ~std::uint64_t{0};
  check_minimum(ops_helpers::of_mmap::kAdditiveCheck, "64-64-64-12", {1, 1, last});
  check_minimum(ops_helpers::of_mmap::kAdditiveCheck, "64-64-64-18", {1, 1, last});
  check_minimum(ops_helpers::of_mmap::kAdditiveCheck, "32-32-32-12", {1, 1, 0xffffffff});
}

TEST_CASE("each mutant of the bounds check is minimized to its smallest request") {
  using namespace ops_helpers::of_mmap;
  check_minimum(kLengthUnchecked, "64-64-64-12", {2, 1, 0});
  check_minimum(kOffsetUnchecked, "64-64-64-12", {1, 1, 2});
  check_minimum(kUnchecked, "64-64-64-12", {1, 1, 1});
  check_minimum(kAndForOr, "64-64-64-12", {1, 1, 2});
  check_minimum(kOffsetIgnored, "64-64-64-12", {1, 1, 1});
  check_minimum(kByteCheck, "64-64-64-12", {1, 1, 0xfffffffffffff});
  check_minimum(kOffsetAsInt, "64-64-64-12", {1, 1, 0x100000000});
  check_minimum(kLengthAsInt, "64-64-64-12", {0x100000000, 1, 0});
  check_minimum(kOnePastEnd, "64-64-64-12", {2, 1, 0});
}

StoredScenario wrapping_start() {
  const SeenMutant seen = seen_mutant(ops_helpers::of_mmap::kAdditiveCheck, "page-range.mmap");
  return first_failure(seen, find_architecture("64-64-64-12").value(), 3).value();
}

TEST_CASE("each accepted candidate is smaller and fails by the same clause in the contract") {
  const SeenMutant seen = seen_mutant(ops_helpers::of_mmap::kAdditiveCheck, "page-range.mmap");
  StoredScenario last = wrapping_start();
  const std::string clause(seen.clause(last));
  unsigned accepted = 0;
  minimize(last, [&](const StoredScenario &candidate) {
    if (!broken_assumptions(candidate).empty() || seen.clause(candidate) != clause)
      return false;
    CHECK(compare_scenarios(candidate, last) < 0);
    last = candidate;
    ++accepted;
    return true;
  });
  CHECK(accepted > 3);
}

TEST_CASE("a candidate is never run twice") {
  std::set<Values> run;
  unsigned runs = 0;
  minimize(wrapping_start(), [&](const StoredScenario &candidate) {
    CHECK(run.insert(values_of(candidate)).second);
    return ++runs % 7 == 0;
  });
  CHECK(runs > 10);
}

TEST_CASE("minimizing is deterministic") {
  const SeenMutant seen = seen_mutant(ops_helpers::of_mmap::kAdditiveCheck, "page-range.mmap");
  const StoredScenario start = wrapping_start();
  const MinimizeResult one = minimize_mutant(seen, start);
  const MinimizeResult other = minimize_mutant(seen, start);
  CHECK(one.runs == other.runs);
  CHECK(values_of(one.scenario) == values_of(other.scenario));
}

TEST_CASE("no single smaller value fails") {
  const SeenMutant seen =
      seen_mutant(ops_helpers::of_mmap::kOffsetAsInt, "offset-bounds.accepted-in-bounds");
  const auto start = first_failure(seen, find_architecture("64-64-64-12").value(), 0);
  REQUIRE(start);
  const StoredScenario minimum = minimize_mutant(seen, *start).scenario;
  for (const Coordinate &coordinate : coordinates_of(ops_helpers::Helper::mmap)) {
    const std::uint64_t value = coordinate.get(minimum);
    for (std::uint64_t lower = value; lower-- > 0 && value - lower < 100;) {
      StoredScenario candidate = minimum;
      if (!coordinate.set(candidate, lower) || !broken_assumptions(candidate).empty())
        continue;
      CHECK(seen.clause(candidate) == "");
    }
  }
}

TEST_CASE("the budget of runs is kept and what it leaves still fails") {
  const SeenMutant seen = seen_mutant(ops_helpers::of_mmap::kAdditiveCheck, "page-range.mmap");
  const StoredScenario start = wrapping_start();
  for (const unsigned budget : {0U, 1U, 10U, 100U}) {
    MinimizeOptions options = without_clock();
    options.max_runs = budget;
    const MinimizeResult result = minimize_mutant(seen, start, options);
    CHECK(result.runs <= budget);
    CHECK(result.out_of_runs);
    CHECK(seen.clause(result.scenario) == seen.clause(start));
    CHECK(compare_scenarios(result.scenario, start) <= 0);
  }
}

TEST_CASE("without time the start is the result") {
  const SeenMutant seen = seen_mutant(ops_helpers::of_mmap::kAdditiveCheck, "page-range.mmap");
  const StoredScenario start = wrapping_start();
  MinimizeOptions options;
  options.max_time = std::chrono::milliseconds(-1);
  const MinimizeResult result = minimize_mutant(seen, start, options);
  CHECK(result.runs == 0);
  CHECK(result.out_of_runs);
  CHECK(values_of(result.scenario) == values_of(start));
}

TEST_CASE("what fails alone stays as it is") {
  const StoredScenario start = wrapping_start();
  const MinimizeResult result = minimize(start, [](const StoredScenario &) { return false; });
  CHECK(values_of(result.scenario) == values_of(start));
  CHECK_FALSE(result.out_of_runs);
}

TEST_CASE("if everything fails all values become the simplest") {
  for (const HelperId call : all_helpers()) {
    CAPTURE(to_string(call));
    const auto schedules = random::fault_schedules(call, {});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const StoredScenario start =
          random::generate(rc::Random(seed), 100, find_architecture("64-64-64-12").value(), call,
                           schedules[seed % schedules.size()], random::Aim::boundary);
      const auto result = minimize(start, [](const StoredScenario &) { return true; });
      for (const Coordinate &coordinate : coordinates_of(call)) {
        CAPTURE(coordinate.name);
        CHECK(coordinate.get(result.scenario) == 0);
      }
    }
  }
}

} // namespace
} // namespace dma_verify
