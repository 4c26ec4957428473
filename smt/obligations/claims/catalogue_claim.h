// SPDX-License-Identifier: GPL-2.0-only
// Claims that clauses of the catalogue hold of a subject.
#pragma once

#include "model/run_model.h"
#include "properties/agreement.h"
#include "smt/obligations/obligation.h"
#include "smt/obligations/proof_job.h"

namespace dma_verify::smt {

// A claim about the subject's helper, without clauses yet.
template <class M>
Claims<M> claims_about(const Run<M> &run, HelperId call, std::span<const Assumption> assumptions,
                       const Architecture &architecture) {
  Claims<M> claims;
  claims.run = run;
  claims.architecture = architecture;
  claims.call = call;
  for (const Assumption assumption : assumptions) {
    const AssumptionText &words = text_of(assumption);
    claims.assumptions.push_back(
        {std::string(words.id), std::string(words.statement),
         [assumption](const Scenario<M> &scenario) { return holds<M>(assumption, scenario); }});
  }
  claims.contract = [call](const Scenario<M> &scenario) {
    return all_hold<M>(contract_of(call), scenario);
  };
  return claims;
}

// All clauses of the property that are proved, on this architecture; of compiled files these are
// more.
template <class M>
Claims<M> catalogue_claims(const Run<M> &run, PropertyIndex property,
                           const Architecture &architecture, bool of_file = false) {
  const PropertyText &text = catalogue()[property];
  Claims<M> claims = claims_about(run, text.call, text.assumptions, architecture);
  std::vector<std::string_view> ids;
  for (const ClauseText &clause : text.clauses) {
    if (of_file ? !is_proved_of_files(text, clause) : !clause.by_proof)
      continue;
    claims.clauses.push_back(
        {job_id(text.id, clause.id, architecture), std::string(clause.statement)});
    ids.push_back(clause.id);
  }
  claims.judge = [ids, property, &text](const Scenario<M> &scenario,
                                        const Observation<M> &observation) {
    std::vector<std::optional<Bool>> judged(ids.size());
    if (!judges(text, observation.completion))
      return judged;
    const Judgement<M> judgement = judge<M>(property, scenario, observation);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      for (const auto &clause : judgement.clauses()) {
        if (clause.id == ids[i])
          judged[i] = clause.holds;
      }
      if (!judged[i])
        throw std::logic_error(std::string(text.id) + ": does not judge " + std::string(ids[i]));
    }
    return judged;
  };
  return claims;
}

// That the subject does what the model does, inside the contract.
template <class M> Claims<M> agreement_claims(const Run<M> &run, const ProofJob &job) {
  Claims<M> claims = claims_about(run, job.call, contract_of(job.call), job.architecture);
  claims.clauses.push_back({claim_of(job), statement_of(job)});
  claims.judge = [call = job.call](const Scenario<M> &scenario, const Observation<M> &observation) {
    if (is_unfollowed(observation.completion))
      return std::vector<std::optional<Bool>>(1);
    Observation<M> expected;
    run_model(scenario, expected);
    // The guard says that the claim speaks of each call.
    return std::vector<std::optional<Bool>>{Bool(agrees(call, observation, expected).value())};
  };
  return claims;
}

} // namespace dma_verify::smt
