// SPDX-License-Identifier: GPL-2.0-only
// The bugs that the file itself once had, H1 to H5, and the property that sees each (SEMANTICS.md,
// "Bugs of the helpers"). H3 was its caller's: see callers_bugs_test.cpp.
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/random/stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

namespace dma_verify::ops_helpers {
namespace {

struct HistoricalBug {
  std::string_view id;
  const Mutant *mutant;
  std::string_view property;
  std::string_view clause;
};

constexpr std::array kBugs = {
    HistoricalBug{"H1", &of_mmap::kPoolAnswerReplaced, "pool.mmap", "answer-returned"},
    HistoricalBug{"H2", &of_mmap::kAlwaysUncached, "attributes.mmap", "pgprot-asked"},
    HistoricalBug{"H4", &of_mmap::kVirtToPage, "page-range.mmap", "page-k"},
    HistoricalBug{"H4", &of_get_sgtable::kVirtToPage, "page-range.scatter-list", "page-k"},
    HistoricalBug{"H5", &of_alloc_pages::kOpsForIommu, "dispatch.alloc_pages", "ops-untouched"},
    HistoricalBug{"H5", &of_free_pages::kOpsForIommu, "dispatch.free_pages", "ops-untouched"},
};

constexpr std::uint64_t kCases = 500;

TEST_CASE("each historical bug violates its property within 500 cases on every kind of word") {
  for (const HistoricalBug &bug : kBugs) {
    CAPTURE(bug.id);
    CAPTURE(bug.property);
    const PropertyIndex index = find_property(bug.property).value();
    const PropertyText &property = catalogue()[index];
    for (const std::string_view row :
         {"64-64-64-12", "64-64-64-16", "32-32-32-12", "32-64-64-13"}) {
      CAPTURE(row);
      random::StreamOptions options;
      options.seed = 1;
      options.cases = kCases;
      StoredObservation observation;
      const auto result = random::run_stream(
          property, find_architecture(row).value(),
          [&](const StoredScenario &scenario) {
            observe_mutant(*bug.mutant, scenario, observation);
            const auto violated = violated_clauses(index, scenario, observation);
            random::CaseOutcome outcome;
            if (std::find(violated.begin(), violated.end(), bug.clause) != violated.end())
              outcome.kind = random::CaseOutcome::Kind::violated;
            return outcome;
          },
          options);
      CHECK(result.scenario);
    }
  }
}

TEST_CASE("each historical bug stands in the table of mutants") {
  for (const HistoricalBug &bug : kBugs) {
    CAPTURE(bug.id);
    const auto table = violations();
    CHECK(std::any_of(table.begin(), table.end(), [&](const Violation &row) {
      return row.mutant == bug.mutant && row.property == bug.property &&
             std::find(row.clauses.begin(), row.clauses.end(), bug.clause) != row.clauses.end();
    }));
  }
}

} // namespace
} // namespace dma_verify::ops_helpers
