// SPDX-License-Identifier: GPL-2.0-only
// All scenarios that fail in one way, as terms, for the questions about minima and regions.
#pragma once

#include "properties/catalogue.h"
#include "properties/order/order.h"
#include "properties/regions/conditions.h"
#include "smt/obligations/obligation.h"
#include "smt/symbolic/scenario.h"
#include "smt/terms/query.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::smt {

// A way to fail: the clause is the first of the property that does not hold, in a call that breaks
// just these assumptions of its contract (none: a call inside the contract).
struct Failure {
  PropertyIndex property = 0;
  std::string clause;
  Architecture architecture{};
  std::vector<Assumption> broken{};

  [[nodiscard]] const PropertyText &text() const { return catalogue()[property]; }
  [[nodiscard]] Order order() const { return order_of(text().id); }
  [[nodiscard]] std::string id() const; // property:clause@architecture
};

// Stands for vm_start and vm_end, moved together.
inline constexpr std::string_view kVmaMoved = "vm_start and vm_end together";

// The scenarios that are considered: free fields take all values, the others have those of `base`.
struct Space {
  StoredScenario base;
  IsFree is_free;       // of fields, and of kVmaMoved as if it were one
  bool outside = false; // also with finite answers that proofs leave out
  // If given: only scenarios that may be smaller than the one with these ranks.
  std::optional<Ranks> below{};
  // If given: the pool in which terms are made.
  std::shared_ptr<TermPool> pool{};
};

// Every scenario of the call that proofs look at.
Space whole_space(const Architecture &architecture, HelperId call);

// For one choice of the finite fields.
struct FailingCase {
  StoredScenario answers;
  Term inside; // the call breaks exactly those assumptions of its contract that the failure breaks
  Term fails;
  std::function<Term(const Ranks &)> smaller{}; // than the scenario with these ranks
  // conditions_of(scenario, here)
  std::function<std::vector<Term>(const StoredScenario &here)> conditions{};
};

struct FailingSet {
  std::shared_ptr<TermPool> pool{};
  std::vector<std::unique_ptr<Explorer>> explorers{}; // which the functions of the cases need
  std::vector<FailingCase> cases{};
  bool vma_moved = false; // vm_end follows vm_start
};

// The scenario of a model of the case's terms.
StoredScenario scenario_of_case(const FailingSet &set, const FailingCase &one,
                                const Assignment &words);

// Whether a concrete scenario breaks exactly those assumptions of its contract that the failure
// breaks.
bool is_inside(const Failure &failure, const StoredScenario &scenario);

} // namespace dma_verify::smt
