// SPDX-License-Identifier: GPL-2.0-only
// Sweeps spread over processes say what one process says, and bring home what is lost or wrong.
#include "harness/engines/test/campaigns/sweep_campaign.h"

#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <doctest/doctest.h>

#include <csignal>
#include <vector>

namespace dma_verify {
namespace {

using exhaustive::Part;
using exhaustive::SweepResult;
using Progress = std::function<void()>;

constexpr const auto &kBroken = ops_helpers::of_mmap::kUnchecked;

SweepUnit unit_of(std::string_view property, unsigned page_shift) {
  return {find_property(property).value(), make_architecture(8, 8, 8, page_shift)};
}

std::vector<SweepOutcome> run(const std::vector<SweepUnit> &units, const SweepOptions &options) {
  std::vector<SweepOutcome> outcomes;
  run_sweeps(units, options, [&](const SweepOutcome &outcome) { outcomes.push_back(outcome); });
  return outcomes;
}

SweepOptions jobs(unsigned count) {
  SweepOptions options;
  options.jobs = count;
  return options;
}

// A request of `size` bytes that is out of bounds.
StoredScenario out_of_bounds(const Architecture &architecture, unsigned size) {
  StoredScenario scenario;
  scenario.architecture = architecture;
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr.word = Bits<64>(architecture.linear_base);
  scenario.size.word = Bits<64>(size);
  scenario.vma.vm_end.word = Bits<64>(std::uint64_t{1} << architecture.page_shift);
  scenario.vma.vm_pgoff.word = Bits<64>(200);
  scenario.vma.vm_flags = Bits<64>(kVmShared);
  return scenario;
}

TEST_CASE("a sweep over processes judges as many cases as one alone") {
  const std::vector<SweepUnit> units = {unit_of("offset-bounds.in-bounds-accepted", 4),
                                        unit_of("page-range.scatter-list", 2)};
  for (const unsigned count : {1U, 3U}) {
    CAPTURE(count);
    const auto outcomes = run(units, jobs(count));
    REQUIRE(outcomes.size() == units.size());
    for (const SweepOutcome &outcome : outcomes) {
      const SweepUnit &unit = outcome.unit;
      CAPTURE(unit.property);
      CHECK(outcome.cases == exhaustive::sweep(unit.property, unit.architecture, {}, [] {}).cases);
      CHECK(outcome.unjudged == 0);
      CHECK_FALSE(outcome.violation.present);
      CHECK(outcome.lost == "");
      CHECK_FALSE(outcome.interrupted);
      CHECK(outcome.seconds > 0);
    }
  }
}

TEST_CASE("of the parts' violations the first is told, minimized, whatever the number of jobs") {
  SweepOptions options;
  options.observe = [](const StoredScenario &scenario, StoredObservation &observation) {
    observe_mutant(kBroken, scenario, observation);
  };
  options.sweep = [](PropertyIndex, const Architecture &architecture, Part part, const Progress &) {
    SweepResult result;
    result.cases = 10;
    if (part.number >= 5) {
      result.scenario = out_of_bounds(architecture, part.number);
      result.clause = "in-bounds";
    }
    return result;
  };
  for (const unsigned count : {1U, 4U}) {
    CAPTURE(count);
    options.jobs = count;
    const auto outcomes = run({unit_of("offset-bounds.accepted-in-bounds", 3)}, options);
    REQUIRE(outcomes.size() == 1);
    const FoundScenario &found = outcomes[0].violation;
    CHECK(outcomes[0].cases == 10 * kSweepParts);
    REQUIRE(found.present);
    CHECK(found.clause == "in-bounds");
    CHECK(found.original.size.word.value() == 5);
    CHECK(found.is_minimized);
    CHECK(found.minimized.vma.vm_pgoff.word.value() < 200);
  }
}

TEST_CASE("a violation that does not fail again is told as it was found") {
  SweepOptions options;
  options.sweep = [](PropertyIndex, const Architecture &architecture, Part, const Progress &) {
    SweepResult result;
    result.scenario = out_of_bounds(architecture, 0);
    result.clause = "in-bounds";
    return result;
  };
  const auto outcomes = run({unit_of("offset-bounds.accepted-in-bounds", 3)}, options);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].violation.present);
  CHECK_FALSE(outcomes[0].violation.is_minimized);
}

TEST_CASE("a part whose process dies is told, beside the cases of the others") {
  SweepOptions options;
  options.sweep = [](PropertyIndex, const Architecture &, Part part, const Progress &) {
    if (part.number == 2)
      std::raise(SIGKILL);
    SweepResult result;
    result.cases = 1;
    return result;
  };
  const auto outcomes = run({unit_of("offset-bounds.no-wrap", 4)}, options);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].lost == "SIGKILL");
  CHECK(outcomes[0].cases == kSweepParts - 1);
}

TEST_CASE("an interrupted run tells of the units that it had begun") {
  SweepOptions options;
  std::size_t asked = 0;
  options.interrupted = [&] { return ++asked > 3; };
  const std::vector<SweepUnit> units(50, unit_of("offset-bounds.no-wrap", 4));
  options.sweep = [](PropertyIndex, const Architecture &, Part, const Progress &) {
    SweepResult result;
    result.cases = 1;
    return result;
  };
  const auto outcomes = run(units, options);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].interrupted);
  CHECK(outcomes[0].cases < kSweepParts);
}

TEST_CASE("without units nothing is run") { CHECK(run({}, jobs(2)).empty()); }

} // namespace
} // namespace dma_verify
