// SPDX-License-Identifier: GPL-2.0-only
// What a job claims, explored on one symbolic machine. Used by the sources machine_*.cpp.
#pragma once

#include "smt/jobs/explored.h"
#include "smt/obligations/claims/catalogue_claim.h"
#include "smt/obligations/claims/reachability_claim.h"
#include "smt/obligations/claims/sequence_claim.h"

namespace dma_verify::smt {

template <class M> std::vector<Obligation> explore_on(const ProofJob &job) {
  switch (job.kind) {
  case ProofKind::clause:
    return make_obligations(catalogue_claims<M>(job.property, job.architecture));
  case ProofKind::path_class:
    return make_obligations(path_class_claims<M>(job, contract_of(job.call)));
  case ProofKind::label:
    return make_obligations(label_claims<M>(job));
  case ProofKind::sequence:
    return sequence_obligations<M>(
        *std::ranges::find(sequences::proved_properties(), job.property_id,
                           &sequences::ProvedProperty::id),
        job.architecture,
        [](const Scenario<M> &scenario, Observation<M> &seen) { run_model(scenario, seen); });
  }
  return {};
}

template <class M> std::vector<Obligation> path_classes_on(const ProofJob &job) {
  return make_obligations(path_class_claims<M>(job_of_classes(job), assumptions_of_classes(job)));
}

} // namespace dma_verify::smt
