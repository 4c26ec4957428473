// SPDX-License-Identifier: GPL-2.0-only
// The negative tests: each clause of each property is seen failing, and no harmless change is
// blamed by any.
#include "properties/mutants.h"

#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/random/check_mutants.h"
#include "properties/random/draw.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

namespace dma_verify {
namespace {

TEST_CASE("no two mutants have the same id, and by its id a mutant is found") {
  std::set<std::string_view> ids;
  for (const Mutant *mutant : mutants()) {
    CAPTURE(mutant->id);
    CHECK(ids.insert(mutant->id).second);
    CHECK(find_mutant(mutant->id) == mutant);
  }
  for (const Mutant *mutant : harmless_mutants()) {
    CAPTURE(mutant->id);
    CHECK(ids.insert(mutant->id).second);
    CHECK(find_mutant(mutant->id) == nullptr);
  }
}

TEST_CASE("what mutants violate are properties and clauses that exist for the call") {
  for (const Violation &row : violations()) {
    CAPTURE(row.mutant->id);
    CAPTURE(row.property);
    const auto property = find_property(row.property);
    REQUIRE(property);
    CHECK(catalogue()[*property].call == row.mutant->call);
    for (const std::string_view id : row.clauses) {
      CAPTURE(id);
      bool exists = false;
      for (const ClauseText &clause : catalogue()[*property].clauses)
        exists = exists || clause.id == id;
      CHECK(exists);
    }
  }
}

TEST_CASE("each mutant of a unit without cases of its own violates exactly its clauses") {
  for (const HelperId helper : all_helpers()) {
    if (helper.unit != UnitId::ops_helpers)
      check_mutants(helper);
  }
}

using Clauses = std::vector<std::string_view>;

// What no model can do: the ends of a call that only a compiled file has.
struct HandmadeEnd {
  Completion completion;
  std::string_view clause;
  ContextBreach breach = ContextBreach::none;
};
constexpr std::array kEnds = {
    HandmadeEnd{Completion::crashed, "no-crash"},
    HandmadeEnd{Completion::hung, "no-hang"},
    HandmadeEnd{Completion::kernel_bug, "no-kernel-bug"},
    HandmadeEnd{Completion::out_of_bounds_write, "no-out-of-bounds-write"},
    HandmadeEnd{Completion::foreign_argument, "no-foreign-argument"},
    HandmadeEnd{Completion::returned, "frame-size", ContextBreach::large_frame},
    HandmadeEnd{Completion::returned, "no-warning", ContextBreach::warning},
    HandmadeEnd{Completion::returned, "no-forbidden-sleep", ContextBreach::sleep},
    HandmadeEnd{Completion::returned, "no-kept-mapping", ContextBreach::kept_mapping},
};

// Units without a context of their own lack some.
bool has_clause(const PropertyText &property, std::string_view id) {
  return std::ranges::find(property.clauses, id, &ClauseText::id) != property.clauses.end();
}

TEST_CASE("each way to end badly violates exactly its clause of execution") {
  for (PropertyIndex index = 0; index < catalogue().size(); ++index) {
    if (catalogue()[index].family() != "execution")
      continue;
    CAPTURE(catalogue()[index].id);
    for (const HandmadeEnd &end : kEnds) {
      CAPTURE(end.clause);
      if (!has_clause(catalogue()[index], end.clause))
        continue;
      StoredScenario scenario;
      scenario.architecture = make_architecture(64, 64, 64, 12);
      scenario.call = catalogue()[index].call;
      scenario.size = WidestMachine::Bytes(Bits<64>(1));
      StoredObservation observation;
      CHECK(violated_clauses(index, scenario, observation).empty());
      observation.completion = end.completion;
      observation.breach = end.breach;
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
  // The pool leaves its memory only outside the contract: see the unit's own test.
  // What maps pages where there are none also maps more than there are.
  // What takes a foreign area for one of its own also warns of its flags.
  std::set<std::string> seen = {
      "pool.bounds/inside-pool",        "round-trip.alloc_pages/covers-size",
      "page-range.mmap/covered-once",   "count-bounds.contiguous_remap/empty",
      "count-bounds.pages_remap/empty", "ownership.find_pages/foreign"};
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
    if (property.of_model) // no helper can violate a theorem: see refinement_test.cpp
      continue;
    for (const ClauseText &clause : property.clauses) {
      const std::string name = std::string(property.id) + "/" + std::string(clause.id);
      CAPTURE(name);
      CHECK(seen.count(name) == 1);
    }
  }
}

// The highmem guard gives a block back that the contract allows; where the buddy allocator has
// none either, it is then right to be blamed.
bool applies(const Mutant &change, const StoredScenario &scenario) {
  if (&change != &ops_helpers::of_alloc_pages::kHighmemGuard)
    return true;
  StoredScenario buddy_only = scenario;
  buddy_only.contiguous_page = Page<WidestMachine>::null();
  buddy_only.map_handle.word = Bits<64>(0);
  StoredObservation observation;
  observe_model(buddy_only, observation);
  return !observation.page.is_null;
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

} // namespace
} // namespace dma_verify
