// SPDX-License-Identifier: GPL-2.0-only
// Claims of the form "no call is of this class" and "no case has this label". A call of the class
// violates the claim: so a violation shows that there is such a call, and a proof that there is
// none.
#pragma once

#include "properties/path_classes/path_classes.h"
#include "smt/obligations/claims/catalogue_claim.h"

namespace dma_verify::smt {

template <class M>
Claims<M> reachability_claims(const Run<M> &run, const ProofJob &job,
                              std::span<const Assumption> assumptions) {
  Claims<M> claims = claims_about(run, job.call, assumptions, job.architecture);
  for (const ProofJob &beside : reachability_jobs_beside(job))
    claims.clauses.push_back({beside.id, statement_of(beside)});
  return claims;
}

// For each class, and that there is no other.
template <class M>
Claims<M> path_class_claims(const Run<M> &run, const ProofJob &job,
                            std::span<const Assumption> assumptions) {
  Claims<M> claims = reachability_claims(run, job, assumptions);
  const std::size_t classes = path_classes_of(job.call).size();
  claims.judge = [classes](const Scenario<M> &scenario, const Observation<M> &observation) {
    const std::size_t found = path_class_of<M>(scenario, observation);
    std::vector<std::optional<Bool>> judged;
    for (std::size_t i = 0; i < classes; ++i)
      judged.emplace_back(Bool(found != i));
    judged.emplace_back(Bool(found < classes));
    return judged;
  };
  return claims;
}

template <class M> Claims<M> label_claims(const Run<M> &run, const ProofJob &job) {
  const PropertyText &text = catalogue()[job.property];
  Claims<M> claims = reachability_claims(run, job, text.assumptions);
  claims.judge = [property = job.property, &text](const Scenario<M> &scenario,
                                                  const Observation<M> &observation) {
    std::vector<std::optional<Bool>> judged(text.labels.size());
    if (!judges(text, observation.completion))
      return judged;
    const LabelSet labels = labels_of<M>(property, scenario, observation);
    for (std::size_t i = 0; i < judged.size(); ++i)
      judged[i] = Bool(((labels >> i) & 1U) == 0);
    return judged;
  };
  return claims;
}

} // namespace dma_verify::smt
