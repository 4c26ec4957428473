// SPDX-License-Identifier: GPL-2.0-only
// For tests: one job, and what it claims of a subject.
#pragma once

#include "smt/jobs/proof_jobs.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

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

inline Obligation obligation_of(const SymbolicSubject &subject, const ProofJob &job) {
  auto obligations = explore(subject, job);
  return std::move(*std::ranges::find(obligations, job.id, &Obligation::id));
}

} // namespace dma_verify::smt
