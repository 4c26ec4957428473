// SPDX-License-Identifier: GPL-2.0-only
// Streams are repeatable, run what they say they run, and end as they should.
#include "properties/random/stream.h"

#include "properties/catalogue.h"
#include "properties/random/scenario_numbers.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <initializer_list>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace dma_verify::random {
namespace {

using Kind = CaseOutcome::Kind;
using End = StreamResult::End;
using Cases = std::vector<std::vector<std::uint64_t>>;

const Architecture kArchitecture = make_architecture(64, 64, 64, 12);

const PropertyText &property(std::string_view id) { return catalogue()[find_property(id).value()]; }
const PropertyText &bounds() { return property("offset-bounds.no-wrap"); }

CaseOutcome outcome(Kind kind) {
  CaseOutcome result;
  result.kind = kind;
  return result;
}

// The cases of a stream in which everything holds.
Cases cases_of(const PropertyText &which, const Architecture &architecture,
               const StreamOptions &options) {
  Cases cases;
  run_stream(
      which, architecture,
      [&](const StoredScenario &scenario) {
        cases.push_back(numbers_of(scenario));
        return outcome(Kind::holds);
      },
      options);
  return cases;
}

StreamOptions options_of(std::uint64_t seed, std::uint64_t cases) {
  StreamOptions options;
  options.seed = seed;
  options.cases = cases;
  return options;
}

TEST_CASE("the same seed gives the same cases") {
  CHECK(cases_of(bounds(), kArchitecture, options_of(7, 500)) ==
        cases_of(bounds(), kArchitecture, options_of(7, 500)));
}

TEST_CASE("more cases begin with the same ones") {
  Cases few = cases_of(bounds(), kArchitecture, options_of(7, 2000));
  Cases many = cases_of(bounds(), kArchitecture, options_of(7, 2500));
  CHECK(many.size() == 2500);
  many.resize(2000);
  CHECK(few == many);
}

TEST_CASE("another seed or property or architecture gives other cases") {
  const Cases one = cases_of(bounds(), kArchitecture, options_of(7, 100));
  CHECK(one != cases_of(bounds(), kArchitecture, options_of(8, 100)));
  CHECK(one !=
        cases_of(property("offset-bounds.in-bounds-accepted"), kArchitecture, options_of(7, 100)));
  CHECK(one != cases_of(bounds(), make_architecture(64, 64, 64, 13), options_of(7, 100)));
}

TEST_CASE("neighbouring seeds share no case") {
  std::set<std::vector<std::uint64_t>> seen;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const auto &numbers : cases_of(bounds(), kArchitecture, options_of(seed, 50)))
      seen.insert(numbers);
  }
  CHECK(seen.size() > 950); // tiny cases may repeat
}

StreamResult run_with(const StreamOptions &options, const JudgeScenario &judge,
                      const PropertyText &which = bounds()) {
  return run_stream(which, kArchitecture, judge, options);
}

TEST_CASE("as many cases are judged as were asked for") {
  for (const std::uint64_t wanted : {1U, 999U, 1000U, 1001U, 3500U}) {
    std::uint64_t judged = 0;
    const StreamResult result = run_with(options_of(1, wanted), [&](const StoredScenario &) {
      ++judged;
      return outcome(Kind::holds);
    });
    CHECK(result.end == End::budget);
    CHECK(result.cases == wanted);
    CHECK(judged == wanted);
  }
}

TEST_CASE("a stream without budget judges nothing and says so") {
  const auto judge = [](const StoredScenario &) { return outcome(Kind::holds); };
  CHECK(run_with(options_of(1, 0), judge).cases == 0);
  StreamOptions no_time = options_of(1, 1000);
  no_time.time_limit = std::chrono::nanoseconds(0);
  CHECK(run_with(no_time, judge).cases == 0);
}

TEST_CASE("a stream stops at the first violation and keeps it as it was drawn") {
  for (const unsigned at : {1U, 2U, 57U, 1500U}) {
    unsigned judged = 0;
    std::vector<std::uint64_t> last;
    const StreamResult result = run_with(options_of(1, 5000), [&](const StoredScenario &scenario) {
      last = numbers_of(scenario);
      CaseOutcome found = outcome(++judged == at ? Kind::violated : Kind::holds);
      found.clause = "frame";
      return found;
    });
    CHECK(result.end == End::violated);
    CHECK(judged == at);
    CHECK(result.cases == at);
    CHECK(result.clause == "frame");
    REQUIRE(result.scenario);
    CHECK(numbers_of(*result.scenario) == last);
    CHECK(result.scenario->architecture == kArchitecture);
  }
}

TEST_CASE("a judge that always fails is called once") {
  unsigned judged = 0;
  const StreamResult result = run_with(options_of(1, 1000), [&](const StoredScenario &) {
    ++judged;
    return outcome(Kind::violated);
  });
  CHECK(judged == 1);
  CHECK(result.end == End::violated);
  CHECK(result.cases == 1);
}

TEST_CASE("a judge that always discards makes the stream give up") {
  unsigned judged = 0;
  const StreamResult result = run_with(options_of(1, 1000), [&](const StoredScenario &) {
    ++judged;
    return outcome(Kind::discarded);
  });
  CHECK(result.end == End::gave_up);
  CHECK(result.cases == 0);
  CHECK(result.discards == judged);
  CHECK(judged <= 10 * 1000 + 1);
  CHECK(result.reason.find("outside the assumptions") != std::string::npos);
  CHECK_FALSE(result.scenario);
}

TEST_CASE("the limit of discards is the caller's") {
  StreamOptions options = options_of(1, 100);
  options.max_discards = 2;
  const StreamResult result =
      run_with(options, [](const StoredScenario &) { return outcome(Kind::discarded); });
  CHECK(result.end == End::gave_up);
  CHECK(result.discards <= 2 * 100 + 1);
}

TEST_CASE("a few discards are made up for") {
  unsigned drawn = 0;
  const StreamResult result = run_with(options_of(1, 600), [&](const StoredScenario &) {
    return outcome(++drawn % 2 == 0 ? Kind::discarded : Kind::holds);
  });
  CHECK(result.end == End::budget);
  CHECK(result.cases == 600);
  CHECK(result.discards >= 599);
}

TEST_CASE("cases that say nothing use the budget and are no judged cases") {
  unsigned drawn = 0;
  const StreamResult result = run_with(options_of(1, 900), [&](const StoredScenario &) {
    const unsigned third = ++drawn % 3;
    CaseOutcome found = outcome(third == 0   ? Kind::unmodelled
                                : third == 1 ? Kind::unjudged
                                             : Kind::holds);
    found.detail = "frobnicate";
    return found;
  });
  CHECK(result.end == End::budget);
  CHECK(result.cases == 300);
  CHECK(result.unjudged == 300);
  CHECK(result.unmodelled == 300);
  CHECK(result.unmodelled_service == "frobnicate");
}

TEST_CASE("a judge that says stop ends the stream with its reason") {
  unsigned judged = 0;
  const StreamResult result = run_with(options_of(1, 1000), [&](const StoredScenario &) {
    CaseOutcome found = outcome(++judged == 30 ? Kind::stop : Kind::holds);
    found.detail = "2 calls did not return";
    return found;
  });
  CHECK(judged == 30);
  CHECK(result.end == End::gave_up);
  CHECK(result.reason == "2 calls did not return");
  CHECK(result.cases == 29);
}

TEST_CASE("cases that differ from the model are counted and the first is kept") {
  unsigned drawn = 0;
  std::vector<std::uint64_t> first;
  const StreamResult result = run_with(options_of(1, 100), [&](const StoredScenario &scenario) {
    if (++drawn < 20)
      return outcome(Kind::holds);
    if (drawn == 20)
      first = numbers_of(scenario);
    return outcome(Kind::differs);
  });
  CHECK(result.end == End::budget);
  CHECK(result.cases == 100);
  CHECK(result.differing == 81);
  REQUIRE(result.difference);
  CHECK(numbers_of(*result.difference) == first);
}

TEST_CASE("every fault schedule is run within thrice as many cases as there are") {
  for (const PropertyText &each : catalogue()) {
    CAPTURE(each.id);
    const std::size_t schedules = fault_schedules(each.call, {}).size();
    const StreamResult result = run_with(
        options_of(1, 3 * schedules), [](const StoredScenario &) { return outcome(Kind::holds); },
        each);
    CHECK(result.schedules == schedules);
    CHECK(result.schedules_run == schedules);
  }
}

TEST_CASE("a stream that ends early tells how many schedules it has run") {
  const StreamResult result = run_with(
      options_of(1, 1), [](const StoredScenario &) { return outcome(Kind::holds); },
      property("error-unwind.alloc_pages"));
  CHECK(result.schedules == 48);
  CHECK(result.schedules_run == 1);
}

TEST_CASE("without IOMMU devices none is drawn") {
  StreamOptions options = options_of(1, 1000);
  options.environment.iommu_devices = false;
  unsigned iommu = 0;
  run_with(
      options,
      [&](const StoredScenario &scenario) {
        iommu += scenario.use_dma_iommu ? 1 : 0;
        return outcome(Kind::holds);
      },
      property("dispatch.free_pages"));
  CHECK(iommu == 0);
}

TEST_CASE("of a kernel in which little of what is drawn can occur as many cases are judged") {
  StreamOptions options = options_of(1, 1000);
  options.can_occur = [](const StoredScenario &scenario) { return scenario.numa_node == -1; };
  const StreamResult result = run_with(
      options,
      [](const StoredScenario &scenario) {
        CHECK(scenario.numa_node == -1);
        return outcome(Kind::holds);
      },
      property("attributes.alloc_pages"));
  CHECK(result.end == End::budget);
  CHECK(result.cases == 1000);
}

TEST_CASE("a time limit ends a slow stream in the middle of a round") {
  StreamOptions options = options_of(1, 10);
  options.time_limit = std::chrono::milliseconds(200);
  const auto start = std::chrono::steady_clock::now();
  const StreamResult result = run_with(options, [](const StoredScenario &) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return outcome(Kind::holds);
  });
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
  CHECK(result.end == End::budget);
  CHECK(result.cases > 0);
  CHECK(result.cases <= 41);
}

TEST_CASE("a time limit replaces the budget of cases") {
  StreamOptions options = options_of(1, 10);
  options.time_limit = std::chrono::milliseconds(100);
  const StreamResult result =
      run_with(options, [](const StoredScenario &) { return outcome(Kind::holds); });
  CHECK(result.end == End::budget);
  CHECK(result.cases > 10);
}

TEST_CASE("rounds are reported and number as many as the cases need") {
  std::vector<unsigned> rounds;
  run_stream(
      bounds(), kArchitecture, [](const StoredScenario &) { return outcome(Kind::holds); },
      options_of(1, 2500), [&](unsigned round) { rounds.push_back(round); });
  CHECK(rounds == std::vector<unsigned>{0, 1, 2});
}

TEST_CASE("a stream that is resumed has the cases of the rounds that are left") {
  Cases whole = cases_of(bounds(), kArchitecture, options_of(7, 3500));
  StreamOptions resumed = options_of(7, 3500);
  resumed.first_round = 2;
  const Cases rest = cases_of(bounds(), kArchitecture, resumed);
  whole.erase(whole.begin(), whole.begin() + 2 * kRoundCases);
  CHECK(rest == whole);
}

TEST_CASE("a stream whose rounds are all used up runs nothing") {
  StreamOptions resumed = options_of(7, 3500);
  resumed.first_round = 4;
  CHECK(cases_of(bounds(), kArchitecture, resumed).empty());
}

TEST_CASE("RapidCheck's own settings in the environment have no influence") {
  // First with them, as RapidCheck reads them once in a process.
  REQUIRE(setenv("RC_PARAMS", "seed=4 max_success=3 max_size=1 noshrink=1 verbose_progress=1", 1) ==
          0);
  const Cases with = cases_of(bounds(), kArchitecture, options_of(7, 200));
  REQUIRE(setenv("RC_PARAMS", "this is not = a configuration", 1) == 0);
  const Cases with_nonsense = cases_of(bounds(), kArchitecture, options_of(7, 200));
  REQUIRE(unsetenv("RC_PARAMS") == 0);
  const Cases without = cases_of(bounds(), kArchitecture, options_of(7, 200));
  CHECK(with.size() == 200);
  CHECK(with == without);
  CHECK(with_nonsense == without);
}

// A result of this many cases with the given label counts.
StreamResult labelled(std::uint64_t cases, std::initializer_list<std::uint64_t> hits) {
  StreamResult result;
  result.cases = cases;
  std::copy(hits.begin(), hits.end(), result.label_hits.begin());
  return result;
}

TEST_CASE("labels are counted over the judged cases") {
  unsigned drawn = 0;
  const StreamResult result = run_with(
      options_of(1, 100),
      [&](const StoredScenario &) {
        CaseOutcome found = outcome(++drawn % 10 == 0 ? Kind::unjudged : Kind::holds);
        found.labels = drawn % 2 == 0 ? 1U : 2U;
        return found;
      },
      property("dispatch.alloc_pages"));
  CHECK(result.cases == 90);
  CHECK(result.label_hits[0] == 40);
  CHECK(result.label_hits[1] == 50);
}

TEST_CASE("a label is missing if it is far too rare to be chance") {
  const PropertyText &dispatch = property("dispatch.alloc_pages"); // twice 15 of a hundred
  const Environment iommu{true};
  CHECK(missing_label(dispatch, kArchitecture, iommu, labelled(10'000, {1500, 1500})) == "");
  CHECK(missing_label(dispatch, kArchitecture, iommu, labelled(10'000, {1400, 1500})) == "");
  CHECK(missing_label(dispatch, kArchitecture, iommu, labelled(10'000, {1300, 1500})) == "");
  CHECK(missing_label(dispatch, kArchitecture, iommu, labelled(10'000, {1200, 1500})) ==
        "IOMMU device");
  CHECK(missing_label(dispatch, kArchitecture, iommu, labelled(10'000, {1500, 0})) == "ops device");
  CHECK(missing_label(dispatch, kArchitecture, iommu, labelled(0, {0, 0})) == "");
}

TEST_CASE(
    "a label without a required share is missing if the usual number of cases never hits it") {
  const PropertyText &any_vma = property("refinement.bounds-check-of-any-vma");
  REQUIRE(any_vma.labels[0].required_percent == 0);
  CHECK(missing_label(any_vma, kArchitecture, {}, labelled(kUsualCases, {0})) == "greater differs");
  CHECK(missing_label(any_vma, kArchitecture, {}, labelled(kUsualCases, {1})) == "");
  CHECK(missing_label(any_vma, kArchitecture, {}, labelled(kUsualCases - 1, {0})) == "");
}

TEST_CASE("of each property that is tested, a label that the usual cases never hit is missing") {
  const Environment all{true};
  for (const PropertyText &text : catalogue()) {
    for (std::size_t i = 0; i < text.labels.size() && text.by_test; ++i) {
      for (const Architecture &row : architectures()) {
        if (!text.applies_to(row))
          continue;
        StreamResult result = labelled(kUsualCases, {});
        result.label_hits.fill(kUsualCases);
        result.label_hits[i] = 0;
        CAPTURE(text.id);
        CAPTURE(text.labels[i].id);
        const bool reachable = is_reachable(text.labels[i], row);
        CHECK(missing_label(text, row, all, result) == (reachable ? text.labels[i].id : ""));
      }
    }
  }
}

TEST_CASE("a label that the environment cannot offer is not missing") {
  const PropertyText &dispatch = property("dispatch.alloc_pages");
  CHECK(missing_label(dispatch, kArchitecture, Environment{false}, labelled(10'000, {0, 1500})) ==
        "");
  const PropertyText &table = property("page-range.scatter-list");
  const StreamResult no_vmalloc = labelled(10'000, {8000, 2000, 0, 9000, 4000, 4000});
  CHECK(missing_label(table, kArchitecture, {}, no_vmalloc) == "vmalloc buffer");
  CHECK(missing_label(table, make_architecture(64, 64, 64, 12, false), {}, no_vmalloc) == "");
}

} // namespace
} // namespace dma_verify::random
