// SPDX-License-Identifier: GPL-2.0-only
// For tests: clauses of the catalogue, claimed of the broken versions of dma_common_mmap.
#pragma once

#include "smt/proofs/broken_mmap.h"
#include "smt/proofs/catalogue_claim.h"

#include <string>
#include <string_view>

namespace dma_verify::smt {

inline ProofJob job_of(std::string_view property, std::string_view clause,
                       const Architecture &row) {
  ProofJob job;
  job.id = std::string(property) + ":" + std::string(clause) + "@" + architecture_id(row);
  job.property = find_property(property).value();
  job.clause = clause;
  job.architecture = row;
  return job;
}

template <class M> Obligation broken_obligation(const ProofJob &job, Edit edit) {
  Claim<M> claim = catalogue_claim<M>(job);
  claim.run = [edit](const Scenario<M> &scenario, Observation<M> &observation) {
    run_broken_mmap(edit, scenario, observation);
  };
  return make_obligation(claim);
}

} // namespace dma_verify::smt
