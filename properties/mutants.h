// SPDX-License-Identifier: GPL-2.0-only
// The list of all mutants of all units: subjects on which the program can be seen failing, and
// negative tests of each clause.
#pragma once

#include "model/kernel/scenario.h"
#include "model/kernel/trace.h"
#include "properties/mutant.h"

#include <string_view>
#include <vector>

namespace dma_verify {

// One row for each property that a mutant violates, at least.
std::vector<Violation> violations();

// The mutants of that list, each once; and the one with this id, or null.
std::vector<const Mutant *> mutants();
const Mutant *find_mutant(std::string_view id);

// Mutants of which every property must hold; none is in the lists above.
std::vector<const Mutant *> harmless_mutants();

// Runs the mutant, on the machine of the scenario's architecture; for other helpers than the
// mutant's the model.
void observe_mutant(const Mutant &mutant, const StoredScenario &stored,
                    StoredObservation &observation);

} // namespace dma_verify
