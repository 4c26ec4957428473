// SPDX-License-Identifier: GPL-2.0-only
// The subject `model`: runs the modelled helpers and judges them, on the machine of the scenario's
// architecture.
#pragma once

#include "properties/catalogue.h"

#include <string_view>
#include <vector>

namespace dma_verify {

// What one run of a scenario showed about one property.
struct Assessment {
  bool in_contract = true; // the scenario keeps the property's assumptions
  Completion completion = Completion::returned;
  bool judged = true;                 // the property says something of this completion
  std::string_view violated_clause{}; // empty if all hold
  LabelSet labels = 0;
};

// Runs the model and judges the property.
Assessment assess_model(PropertyIndex property, const StoredScenario &stored);

// Whether the model's run of the scenario violates this clause, whatever else it violates.
bool model_violates(PropertyIndex property, std::string_view clause, const StoredScenario &stored);

// The clauses that do not hold of an observation of any subject; none if the property says nothing
// of such an end.
std::vector<std::string_view> violated_clauses(PropertyIndex property, const StoredScenario &stored,
                                               const StoredObservation &observation);

// Whether this clause is among them.
bool violates(PropertyIndex property, std::string_view clause, const StoredScenario &stored,
              const StoredObservation &observation);

// Judges an observation of any subject, made in the machine of the scenario's architecture and
// widened for storage.
Assessment assess(PropertyIndex property, const StoredScenario &stored,
                  const StoredObservation &observation);

// What the model does, widened for comparison and display.
void observe_model(const StoredScenario &stored, StoredObservation &observation);

} // namespace dma_verify
