// SPDX-License-Identifier: GPL-2.0-only
// For tests: that mutants violate what they are said to, and that harmless ones violate nothing.
#pragma once

#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/random/stream.h"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace dma_verify {

// Where each mutant is looked for, in this order: on most it shows in the first.
inline constexpr std::array<std::string_view, 6> kRowsOfMutants = {
    "64-64-64-12", "32-64-64-13",       "32-32-32-16",
    "8-8-8-2",     "64-64-64-12-nommu", "32-32-32-12-nommu"};
inline constexpr std::uint64_t kCasesOfMutants = 20'000; // on each row

// A scenario in which the mutant violates exactly the clauses of the row.
inline std::optional<StoredScenario>
find_scenario(const Violation &row, std::span<const std::string_view> rows = kRowsOfMutants) {
  const PropertyIndex index = find_property(row.property).value();
  const PropertyText &property = catalogue()[index];
  StoredObservation observation;
  const auto violates_these = [&](const StoredScenario &scenario) {
    observe_mutant(*row.mutant, scenario, observation);
    return violated_clauses(index, scenario, observation) == row.clauses;
  };
  for (const std::string_view id : rows) {
    const Architecture architecture = find_architecture(id).value();
    if (!property.applies_to(architecture))
      continue;
    random::StreamOptions options;
    options.seed = 1;
    options.cases = kCasesOfMutants;
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
inline void check_mutants(HelperId call) {
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

// Each property of the call on the scenario.
inline void check_holds(const Mutant &change, const StoredScenario &scenario) {
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

} // namespace dma_verify
