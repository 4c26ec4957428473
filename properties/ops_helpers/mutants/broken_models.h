// SPDX-License-Identifier: GPL-2.0-only
// Deliberately changed models of the helpers, to see each clause of each property fail once. For
// tests only; they run wherever the model does.
#pragma once

#include "properties/catalogue.h"
#include "properties/ops_helpers/mutants/defect.h"

#include <span>
#include <string_view>
#include <vector>

namespace dma_verify::broken_models {

// A bug, and a property of which it violates just these clauses in some scenario.
struct BrokenClauses {
  const Defect *defect;
  std::string_view property;
  std::vector<std::string_view> clauses;
};
std::span<const BrokenClauses> broken_clauses();

// The bugs of that list, each once; and the one of this name, or null.
std::vector<const Defect *> seeded_bugs();
const Defect *find_seeded_bug(std::string_view id);

// Changes after which every property must still hold.
std::span<const Defect *const> harmless_changes();

// Runs the changed helper, on the machine of the scenario's architecture; for other calls than the
// defect's the model.
void observe(const Defect &defect, const StoredScenario &stored, StoredObservation &observation);

// The ids of all clauses that do not hold; none if the property says nothing of such an end.
std::vector<std::string_view> violated_clauses(PropertyIndex property, const StoredScenario &stored,
                                               const StoredObservation &observation);

// The scenario keeps the contract of its call's callers.
bool in_contract(const StoredScenario &stored);

} // namespace dma_verify::broken_models
