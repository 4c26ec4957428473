// SPDX-License-Identifier: GPL-2.0-only
// The negative tests: each clause of each property is seen failing, and no harmless change is
// blamed by any.
#include "properties/mutants.h"
#include "properties/broken_assumptions.h"

#include "model/kernel/convert.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/random/draw.h"
#include "properties/random/stream.h"

#include <doctest/doctest.h>

#include <array>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>

namespace dma_verify::ops_helpers {
namespace {

using Clauses = std::vector<std::string_view>;

// Where each mutant is looked for, in this order: on most it shows in the first.
constexpr std::array kRows = {"64-64-64-12", "32-64-64-13",       "32-32-32-16",
                              "8-8-8-2",     "64-64-64-12-nommu", "32-32-32-12-nommu"};
constexpr std::uint64_t kCases = 20'000; // on each row

// A scenario in which the mutant violates exactly the clauses of the row.
std::optional<StoredScenario> find_scenario(const Violation &row) {
  const PropertyIndex index = find_property(row.property).value();
  const PropertyText &property = catalogue()[index];
  StoredObservation observation;
  const auto violates_these = [&](const StoredScenario &scenario) {
    observe_mutant(*row.mutant, scenario, observation);
    return violated_clauses(index, scenario, observation) == row.clauses;
  };
  for (const std::string_view id : kRows) {
    const Architecture architecture = find_architecture(id).value();
    if (!property.applies_to(architecture))
      continue;
    random::StreamOptions options;
    options.seed = 1;
    options.cases = kCases;
    const auto result = random::run_stream(
        property, architecture,
        [&](const StoredScenario &scenario) {
          random::CaseOutcome outcome;
          if (violates_these(scenario))
            outcome.kind = random::CaseOutcome::Kind::violated;
          return outcome;
        },
        options);
    if (result.scenario)
      return result.scenario;
  }
  return std::nullopt;
}

// Each mutant of the call violates its clauses in a scenario inside the contract, in which
// the model itself is right.
void check_mutants(HelperId call) {
  std::size_t rows = 0;
  for (const Violation &row : violations()) {
    if (row.mutant->call != call)
      continue;
    ++rows;
    CAPTURE(row.mutant->id);
    CAPTURE(row.property);
    CAPTURE(row.clauses.front());
    const auto scenario = find_scenario(row);
    REQUIRE_MESSAGE(scenario, "no scenario violates exactly these clauses");
    CHECK(broken_assumptions(*scenario).empty());
    const Assessment model = assess_model(find_property(row.property).value(), *scenario);
    CHECK(model.in_contract);
    CHECK(model.judged);
    CHECK(model.violated_clause == "");
  }
  CHECK(rows > 0);
}

TEST_CASE("each mutant of mmap violates exactly its clauses") { check_mutants(Helper::mmap); }

TEST_CASE("each mutant of get_sgtable violates exactly its clauses") {
  check_mutants(Helper::get_sgtable);
}

TEST_CASE("each mutant of alloc_pages violates exactly its clauses") {
  check_mutants(Helper::alloc_pages);
}

TEST_CASE("each mutant of free_pages violates exactly its clauses") {
  check_mutants(Helper::free_pages);
}

// What no model can do: the ends of a call that only a compiled file has.
struct HandmadeEnd {
  Completion completion;
  std::string_view clause;
};
constexpr std::array kEnds = {
    HandmadeEnd{Completion::crashed, "no-crash"},
    HandmadeEnd{Completion::hung, "no-hang"},
    HandmadeEnd{Completion::kernel_bug, "no-kernel-bug"},
    HandmadeEnd{Completion::out_of_bounds_write, "no-out-of-bounds-write"},
    HandmadeEnd{Completion::foreign_argument, "no-foreign-argument"},
};

TEST_CASE("each way not to return violates exactly its clause of execution") {
  for (PropertyIndex index = 0; index < catalogue().size(); ++index) {
    if (catalogue()[index].family() != "execution")
      continue;
    CAPTURE(catalogue()[index].id);
    for (const HandmadeEnd &end : kEnds) {
      CAPTURE(end.clause);
      StoredScenario scenario;
      scenario.architecture = make_architecture(64, 64, 64, 12);
      scenario.call = catalogue()[index].call;
      StoredObservation observation;
      CHECK(violated_clauses(index, scenario, observation).empty());
      observation.completion = end.completion;
      CHECK(violated_clauses(index, scenario, observation) == Clauses{end.clause});
    }
  }
}

TEST_CASE("a call that ended in an unknown service is judged by no property") {
  StoredObservation observation;
  observation.completion = Completion::unmodelled;
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK_FALSE(judges(property, observation.completion));
  }
}

TEST_CASE("every clause of the catalogue is violated by some row") {
  // A block that free_pages takes back exactly by its size also covers the size: this clause only
  // names the worse of the two, and has a row beside the other.
  // What is neither mapped twice, a kernel BUG, nor too short covers each page.
  // The pool leaves its memory only outside the contract: see the next test.
  std::set<std::string> seen = {"round-trip.alloc_pages/covers-size", "pool.bounds/inside-pool",
                                "page-range.mmap/covered-once"};
  for (const Violation &row : violations()) {
    if (row.clauses.size() == 1) // alone
      seen.insert(std::string(row.property) + "/" + std::string(row.clauses.front()));
  }
  for (const PropertyText &property : catalogue()) {
    if (property.family() != "execution")
      continue;
    for (const HandmadeEnd &end : kEnds)
      seen.insert(std::string(property.id) + "/" + std::string(end.clause));
  }
  for (const PropertyText &property : catalogue()) {
    if (property.call.unit != UnitId::ops_helpers)
      continue;
    if (property.of_model) // no helper can violate a theorem: see refinement_test.cpp
      continue;
    for (const ClauseText &clause : property.clauses) {
      const std::string name = std::string(property.id) + "/" + std::string(clause.id);
      CAPTURE(name);
      CHECK(seen.count(name) == 1);
    }
  }
}

TEST_CASE("a described pool is left where the end of the buffer wraps") {
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = Helper::mmap;
  scenario.buffer_kind = BufferKind::device_pool;
  scenario.pool_described = true;
  scenario.pool_claims = true;
  scenario.pool_base.word = Bits<64>(scenario.architecture.vmalloc_base);
  scenario.pool_pages = Bits<32>(4);
  scenario.cpu_addr.word = scenario.pool_base.word;
  scenario.vma.vm_end.word = Bits<64>(4096);
  scenario.vma.vm_pgoff.word = Bits<64>(4);
  const PropertyIndex index = find_property("pool.bounds").value();
  const std::uint64_t to_the_end = std::uint64_t{0} - scenario.cpu_addr.word.value();
  scenario.size.word = Bits<64>(to_the_end + 4 * 4096);
  CHECK(assess_model(index, scenario).violated_clause.empty());
  scenario.size.word = Bits<64>(to_the_end + 5 * 4096);
  CHECK(assess_model(index, scenario).violated_clause == "inside-pool");
  CHECK_FALSE(broken_assumptions(scenario).empty());
}

// The highmem guard gives a block back that the contract allows; where the buddy allocator has
// none either, it is then right to be blamed.
bool applies(const Mutant &change, const StoredScenario &scenario) {
  if (&change != &of_alloc_pages::kHighmemGuard)
    return true;
  StoredScenario buddy_only = scenario;
  buddy_only.contiguous_page = Page<WidestMachine>::null();
  buddy_only.map_handle.word = Bits<64>(0);
  StoredObservation observation;
  observe_model(buddy_only, observation);
  return !observation.page.is_null;
}

// Each property of the call on the scenario.
void check_holds(const Mutant &change, const StoredScenario &scenario) {
  StoredObservation observation;
  observe_mutant(change, scenario, observation);
  for (PropertyIndex index = 0; index < catalogue().size(); ++index) {
    const PropertyText &property = catalogue()[index];
    if (property.call != change.call || property.of_model ||
        !property.applies_to(scenario.architecture)) {
      continue;
    }
    const Assessment assessment = assess(index, scenario, observation);
    if (assessment.judged && assessment.violated_clause.empty())
      continue;
    CAPTURE(change.id);
    CAPTURE(property.id);
    CAPTURE(architecture_id(scenario.architecture));
    CHECK(assessment.judged);
    CHECK(assessment.violated_clause == "");
  }
}

TEST_CASE("no property blames a harmless mutant") {
  constexpr int kScenarios = 1000; // on each architecture
  for (const Mutant *change : harmless_mutants()) {
    const auto schedules = random::fault_schedules(change->call, {});
    std::uint64_t seed = 0;
    std::uint64_t tried = 0;
    for (const Architecture &architecture : architectures()) {
      for (int i = 0; i < kScenarios; ++i) {
        const auto &schedule = schedules[static_cast<std::size_t>(i) % schedules.size()];
        const StoredScenario scenario =
            random::generate(++seed, 100, architecture, change->call, schedule,
                             i % 4 == 0 ? random::Aim::plain : random::Aim::boundary);
        if (!applies(*change, scenario))
          continue;
        ++tried;
        check_holds(*change, scenario);
      }
    }
    CAPTURE(change->id);
    CHECK(tried > 1000);
  }
}

TEST_CASE("the highmem guard is really taken") {
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = Helper::alloc_pages;
  scenario.size.word = Bits<64>(4096);
  scenario.contiguous_page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(1)));
  scenario.contiguous_area = ContiguousArea::device;
  scenario.gfp = Bits<32>(kGfpKernel);
  scenario.buddy_page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(2)));
  StoredObservation observation;
  observe_mutant(of_alloc_pages::kHighmemGuard, scenario, observation);
  CHECK(observation.page.frame.word.value() == 2);
  CHECK(observation.trace.size() == 5);
  check_holds(of_alloc_pages::kHighmemGuard, scenario);
}

} // namespace
} // namespace dma_verify::ops_helpers
