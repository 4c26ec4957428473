// SPDX-License-Identifier: GPL-2.0-only
// The deliberately broken models as subjects that fail, on terms and on machine words.
#pragma once

#include "properties/ops_helpers/mutants/broken_models.h"
#include "smt/jobs/broken_models/broken_mmap.h"
#include "smt/minimality/minimum.h"
#include "smt/minimality/sequence_minimum.h"

namespace dma_verify::smt {

// Machines: words of 64 bits, of 32 bits (all three alike), of 8 bits.
Failing failing_broken_model(const broken_models::Defect &defect, const Failure &failure,
                             const std::function<StoredScenario(const StoredScenario &)> &minimize);
Failing failing_broken_mmap(Edit edit, const Failure &failure,
                            const std::function<StoredScenario(const StoredScenario &)> &minimize);

// For proofs of clauses of its call.
ProofSubject broken_proofs(const broken_models::Defect &defect);

// Sequences of calls, of which the defect's is broken.
SequenceSubject broken_sequences(const broken_models::Defect &defect);

// What the broken mmap does with a scenario, concretely: the clause that is violated first; empty
// if none is.
std::string_view clause_of_broken_mmap(Edit edit, PropertyIndex property,
                                       const StoredScenario &stored);

} // namespace dma_verify::smt
