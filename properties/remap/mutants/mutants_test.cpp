// SPDX-License-Identifier: GPL-2.0-only
// The negative tests: each clause of each property is seen failing, and no harmless change is
// blamed by any.
#include "properties/mutants.h"
#include "properties/remap/assess.h"
#include "properties/remap/generators/drawn.h"
#include "properties/remap/mutants/contiguous_remap.h"
#include "properties/remap/mutants/free_remap.h"
#include "properties/remap/mutants/mutants.h"
#include "properties/remap/mutants/pages_remap.h"
#include "properties/run_mutant.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

namespace dma_verify::remap {
namespace {

constexpr std::uint64_t kCases = 3000; // on each row

// The clauses that the mutant violates in the scenario.
std::vector<ViolatedClause> violated_by(const Mutant &mutant, const StoredScenario &stored) {
  return violated_clauses_of(stored, [&](const auto &scenario, auto &observation) {
    dma_verify::run_mutant(mutant, scenario, observation);
  });
}

// Just these clauses of the property, and perhaps clauses of others, are violated.
bool is_shown(const std::vector<ViolatedClause> &violated, const Violation &row) {
  std::vector<std::string_view> clauses;
  for (const ViolatedClause &one : violated) {
    if (one.property == row.property)
      clauses.push_back(one.clause);
  }
  return clauses == row.clauses;
}

// A scenario inside the contract in which the mutant violates these clauses.
std::optional<StoredScenario> find_scenario(const Violation &violation,
                                            const std::vector<Architecture> &rows) {
  for (const Architecture &row : rows) {
    for (std::uint64_t i = 0; i < kCases; ++i) {
      const StoredScenario scenario = drawn(row, remap::helper_of(violation.mutant->call), i);
      if (is_shown(violated_by(*violation.mutant, scenario), violation))
        return scenario;
    }
  }
  return std::nullopt;
}

TEST_CASE("each mutant of remap.c violates its clauses") {
  for (const Violation &row : remap::mutants().violations) {
    CAPTURE(row.mutant->id);
    CAPTURE(row.property);
    CAPTURE(row.clauses.front());
    CHECK_MESSAGE(find_scenario(row, rows_with_mmu()), "no scenario violates just these clauses");
  }
}

// What no mutant of the model does: the ends of a call that only a compiled file has.
bool is_end_of_compiled_file(const PropertyText &property, std::string_view clause) {
  if (property.family() != "execution")
    return false;
  return clause == "no-foreign-argument" ||
         (property.call != Helper::contiguous_remap &&
          (clause == "no-kernel-bug" || clause == "no-out-of-bounds-write"));
}

TEST_CASE("each clause of each property of remap.c is violated by some mutant") {
  const auto all = remap::mutants().violations;
  for (const PropertyText &property : catalogue()) {
    if (property.call.unit != UnitId::remap)
      continue;
    for (const ClauseText &clause : property.clauses) {
      CAPTURE(property.id);
      CAPTURE(clause.id);
      const bool violated = std::any_of(all.begin(), all.end(), [&](const Violation &one) {
        return one.property == property.id &&
               std::find(one.clauses.begin(), one.clauses.end(), clause.id) != one.clauses.end();
      });
      CHECK((violated || is_end_of_compiled_file(property, clause.id)));
    }
  }
}

TEST_CASE("ends of a call that only a compiled remap.c has violate execution") {
  for (const Helper helper : kAllHelpers) {
    for (const auto &[completion, clause] :
         {std::pair{Completion::kernel_bug, "no-kernel-bug"},
          std::pair{Completion::out_of_bounds_write, "no-out-of-bounds-write"},
          std::pair{Completion::foreign_argument, "no-foreign-argument"}}) {
      const StoredScenario scenario = drawn(architectures().front(), helper, 0);
      StoredObservation observation;
      observation.completion = completion;
      const auto violated = violated_clauses<WidestMachine>(scenario, observation);
      REQUIRE(violated.size() == 1);
      CHECK(violated.front().clause == clause);
    }
  }
}

TEST_CASE("no property blames a harmless change of remap.c") {
  for (const Mutant *mutant : remap::mutants().harmless) {
    CAPTURE(mutant->id);
    for (const Architecture &row : rows_with_mmu()) {
      for (std::uint64_t i = 0; i < kCases / 3; ++i) {
        const auto violated = violated_by(*mutant, drawn(row, remap::helper_of(mutant->call), i));
        if (violated.empty())
          continue;
        CAPTURE(violated.front().property);
        CAPTURE(violated.front().clause);
        FAIL("a harmless change is blamed");
      }
    }
  }
}

TEST_CASE("bugs that remap.c once had are found on every kind of word") {
  const std::array bugs = {
      // Linux 5.8-rc1, "dma-remap: align the size in dma_common_*_remap()"
      Violation{&of_contiguous_remap::kFloorCount, "count-bounds.contiguous_remap", {"rounded-up"}},
      Violation{&of_pages_remap::kFloorCount, "count-bounds.pages_remap", {"rounded-up"}},
      // Linux 5.4-rc1, "fix false positivse warnings in dma_common_free_remap()"
      Violation{&of_free_remap::kByArray, "ownership.free_remap", {"removed"}},
      // The array of contiguous_remap left in the area, about 2017
      Violation{
          &of_contiguous_remap::kArrayInArea, "ownership.contiguous_remap", {"no-array-in-area"}},
  };
  for (const Violation &bug : bugs) {
    for (const std::string_view row :
         {"64-64-64-12", "64-64-64-16", "32-32-32-12", "32-64-64-13"}) {
      CAPTURE(bug.mutant->id);
      CAPTURE(row);
      CHECK(find_scenario(bug, {find_architecture(row).value()}));
    }
  }
}

} // namespace
} // namespace dma_verify::remap
