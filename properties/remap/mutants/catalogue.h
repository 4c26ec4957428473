// SPDX-License-Identifier: GPL-2.0-only
// The mutants of this unit: which clauses each violates. They show that every clause of every
// property can fail.
#pragma once

#include "properties/remap/assess.h"
#include "properties/remap/mutants/mutant.h"

#include <vector>

namespace dma_verify::remap {

// In some scenario inside the contract the mutant violates this clause.
struct Violation {
  const Mutant *mutant;
  ViolatedClause clause;
};

std::vector<Violation> violations();

// All properties hold of these.
std::vector<const Mutant *> harmless();

// The clauses that the mutant violates in the scenario.
std::vector<ViolatedClause> violated_by(const Mutant &mutant, const StoredScenario &stored);

} // namespace dma_verify::remap
