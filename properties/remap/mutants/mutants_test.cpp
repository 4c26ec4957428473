// SPDX-License-Identifier: GPL-2.0-only
// The negative tests: each clause of each property is seen failing, and no harmless change is
// blamed by any.
#include "properties/remap/generators/drawn.h"
#include "properties/remap/properties.h"
#include "properties/remap/mutants/catalogue.h"
#include "properties/remap/mutants/contiguous_remap.h"
#include "properties/remap/mutants/free_remap.h"
#include "properties/remap/mutants/pages_remap.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

namespace dma_verify::remap {
namespace {

constexpr std::uint64_t kCases = 3000; // on each row

bool contains(const std::vector<ViolatedClause> &clauses, const ViolatedClause &clause) {
  return std::find(clauses.begin(), clauses.end(), clause) != clauses.end();
}

// A scenario inside the contract in which the mutant violates the clause.
std::optional<StoredScenario> find_scenario(const Mutant &mutant, const ViolatedClause &clause,
                                            const std::vector<Architecture> &rows) {
  for (const Architecture &row : rows) {
    for (std::uint64_t i = 0; i < kCases; ++i) {
      const StoredScenario scenario = drawn(row, mutant.helper, i);
      if (contains(violated_by(mutant, scenario), clause))
        return scenario;
    }
  }
  return std::nullopt;
}

TEST_CASE("each mutant of remap.c violates its clauses") {
  for (const Violation &row : violations()) {
    CAPTURE(row.mutant->id);
    CAPTURE(row.clause.property);
    CAPTURE(row.clause.clause);
    CHECK_MESSAGE(find_scenario(*row.mutant, row.clause, rows_with_mmu()),
                  "no scenario violates this clause");
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
  const auto all = violations();
  for (const PropertyText &property : remap::Properties::kTexts) {
    for (const ClauseText &clause : property.clauses) {
      CAPTURE(property.id);
      CAPTURE(clause.id);
      const bool violated = std::any_of(all.begin(), all.end(), [&](const Violation &one) {
        return one.clause == ViolatedClause{property.id, clause.id};
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
  for (const Mutant *mutant : harmless()) {
    CAPTURE(mutant->id);
    for (const Architecture &row : rows_with_mmu()) {
      for (std::uint64_t i = 0; i < kCases / 3; ++i) {
        const auto violated = violated_by(*mutant, drawn(row, mutant->helper, i));
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
      Violation{&of_contiguous_remap::kFloorCount, {"count-bounds.contiguous_remap", "rounded-up"}},
      Violation{&of_pages_remap::kFloorCount, {"count-bounds.pages_remap", "rounded-up"}},
      // Linux 5.4-rc1, "fix false positivse warnings in dma_common_free_remap()"
      Violation{&of_free_remap::kByArray, {"ownership.free_remap", "removed"}},
      // The array of contiguous_remap left in the area, about 2017
      Violation{&of_contiguous_remap::kArrayInArea,
                {"ownership.contiguous_remap", "no-array-in-area"}},
  };
  for (const Violation &bug : bugs) {
    for (const std::string_view row :
         {"64-64-64-12", "64-64-64-16", "32-32-32-12", "32-64-64-13"}) {
      CAPTURE(bug.mutant->id);
      CAPTURE(row);
      CHECK(find_scenario(*bug.mutant, bug.clause, {find_architecture(row).value()}));
    }
  }
}

} // namespace
} // namespace dma_verify::remap
