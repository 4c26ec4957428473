// SPDX-License-Identifier: GPL-2.0-only
// For tests: clauses of the catalogue, claimed of the broken versions of dma_common_mmap.
#pragma once

#include "smt/jobs/broken_models/broken_mmap.h"
#include "smt/obligations/claims/catalogue_claim.h"

#include <string>
#include <string_view>

namespace dma_verify::smt {

inline ProofJob job_of(std::string_view property, std::string_view clause,
                       const Architecture &row) {
  ProofJob job;
  job.id = job_id(property, clause, row);
  job.property_id = std::string(property);
  job.property = find_property(property).value();
  job.call = catalogue()[job.property].call;
  job.clause = std::string(clause);
  job.architecture = row;
  return job;
}

template <class M> Obligation broken_obligation(const ProofJob &job, Edit edit) {
  Claims<M> claims = catalogue_claims<M>(job.property, job.architecture);
  claims.run = [edit](const Scenario<M> &scenario, Observation<M> &observation) {
    run_broken_mmap(edit, scenario, observation);
  };
  auto obligations = make_obligations(claims);
  return std::move(*std::ranges::find(obligations, job.id, &Obligation::id));
}

} // namespace dma_verify::smt
