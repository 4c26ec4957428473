// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/obligation.h"

namespace dma_verify::smt {
namespace {

using CaseTerm = Term ObligationCase::*;

// The assumptions, and that in some case `member` holds.
Query some_case(const Obligation &obligation, CaseTerm member, const std::string &name,
                const std::string &meaning) {
  TermPool &pool = *obligation.pool;
  Query query;
  query.name = obligation.id + " " + name;
  query.comments = {"clause: " + obligation.statement, "architecture: " + obligation.architecture};
  for (const std::string &line : obligation.assumption_lines)
    query.comments.push_back("assumption " + line);
  query.comments.push_back(meaning);
  Term some = pool.truth(false);
  for (const ObligationCase &one : obligation.cases)
    some = pool.disjunction(some, pool.conjunction(one.assumed, one.*member));
  for (const Assertion &assumption : obligation.assumptions) {
    if (!assumption.term.is(1))
      query.assertions.push_back({"assumption-" + assumption.name, assumption.term});
  }
  query.assertions.push_back({name, some});
  return query;
}

CaseTerm reachable_part(const Obligation &obligation) {
  return obligation.guard_is_known ? &ObligationCase::guarded : &ObligationCase::judged;
}

} // namespace

Query violation_query(const Obligation &obligation) {
  return some_case(obligation, &ObligationCase::violated, "violation",
                   "unsat: the clause holds for all " + std::to_string(obligation.cases.size()) +
                       " choices of the finite answers; sat: it is violated");
}

Query reachability_query(const Obligation &obligation) {
  return some_case(obligation, reachable_part(obligation), "reachable",
                   "sat: there is a case of which the clause speaks; unsat: the claim is vacuous");
}

std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, const Query &query,
                                                const Assignment &model) {
  Evaluator value_of(model);
  for (const Assertion &assertion : query.assertions) {
    if (value_of(assertion.term) == 0)
      return std::nullopt;
  }
  const bool asks_violation = query.assertions.back().name == "violation";
  const CaseTerm member = asks_violation ? &ObligationCase::violated : reachable_part(obligation);
  for (const ObligationCase &one : obligation.cases) {
    if (value_of(one.assumed) != 0 && value_of(one.*member) != 0)
      return scenario_of(one.answers, model);
  }
  return std::nullopt;
}

} // namespace dma_verify::smt
