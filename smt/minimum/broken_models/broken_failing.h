// SPDX-License-Identifier: GPL-2.0-only
// The deliberately broken models as subjects that fail, on terms and on machine words.
#pragma once

#include "properties/ops_helpers/broken_models/broken_models.h"
#include "smt/minimum/minimum.h"
#include "smt/minimum/sequence_minimum.h"
#include "smt/proofs/broken_mmap.h"

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

// Each in its machine_*.cpp.
FailingSet broken_model_set_64(const broken_models::Defect &, const Failure &, const Space &);
FailingSet broken_model_set_32(const broken_models::Defect &, const Failure &, const Space &);
FailingSet broken_model_set_8(const broken_models::Defect &, const Failure &, const Space &);
FailingSet broken_mmap_set_64(Edit, const Failure &, const Space &);
FailingSet broken_mmap_set_32(Edit, const Failure &, const Space &);
FailingSet broken_mmap_set_8(Edit, const Failure &, const Space &);
std::vector<Obligation> broken_sequences_64(const broken_models::Defect &,
                                            const SequenceQuestion &);
std::vector<Obligation> broken_sequences_32(const broken_models::Defect &,
                                            const SequenceQuestion &);
std::vector<Obligation> broken_sequences_8(const broken_models::Defect &, const SequenceQuestion &);
std::vector<Obligation> broken_obligations_64(const broken_models::Defect &, const ProofJob &);
std::vector<Obligation> broken_obligations_32(const broken_models::Defect &, const ProofJob &);
std::vector<Obligation> broken_obligations_8(const broken_models::Defect &, const ProofJob &);

} // namespace dma_verify::smt
