// SPDX-License-Identifier: GPL-2.0-only
// A clause of the catalogue, claimed of the modelled helpers. Instantiated once per machine, in the
// sources machine_*.cpp, which build in parallel.
#pragma once

#include "model/ops_helpers/run.h"
#include "smt/proofs/obligation.h"
#include "smt/proofs/proof_jobs.h"

namespace dma_verify::smt {

template <class M> Claim<M> catalogue_claim(const ProofJob &job) {
  const PropertyText &text = catalogue()[job.property];
  Claim<M> claim;
  claim.id = job.id;
  for (const ClauseText &clause : text.clauses) {
    if (clause.id == job.clause)
      claim.statement = std::string(clause.statement);
  }
  claim.architecture = job.architecture;
  claim.call = text.call;
  for (const Assumption assumption : text.assumptions) {
    const AssumptionText &words = text_of(assumption);
    claim.assumptions.push_back(
        {std::string(words.id), std::string(words.statement),
         [assumption](const Scenario<M> &scenario) { return holds<M>(assumption, scenario); }});
  }
  claim.contract = [&text](const Scenario<M> &scenario) {
    return all_hold<M>(contract_of(text.call), scenario);
  };
  claim.run = [](const Scenario<M> &scenario, Observation<M> &observation) {
    ops_helpers::run_model(scenario, observation);
  };
  claim.clause = [job, &text](const Scenario<M> &scenario,
                              const Observation<M> &observation) -> std::optional<Bool> {
    if (!judges(text, observation.completion))
      return std::nullopt;
    const Judgement<M> judgement = judge<M>(job.property, scenario, observation);
    for (const auto &clause : judgement.clauses()) {
      if (clause.id == job.clause)
        return clause.holds;
    }
    throw std::logic_error(job.id + ": the property does not judge this clause");
  };
  return claim;
}

// Each in its machine_*.cpp.
Obligation obligation_64_64_64(const ProofJob &job);
Obligation obligation_32_32_32(const ProofJob &job);
Obligation obligation_32_64_64(const ProofJob &job);
Obligation obligation_32_32_64(const ProofJob &job);
Obligation obligation_8_8_8(const ProofJob &job);

} // namespace dma_verify::smt
