// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/obligation.h"

#include <algorithm>

namespace dma_verify::smt {
namespace {

// What the question asks of one choice of the finite answers.
Term asked_of(const Obligation &obligation, const ObligationCase &one, Question question) {
  TermPool &pool = *obligation.pool;
  switch (question) {
  case Question::violation:
    return pool.conjunction(one.assumed, one.violated);
  case Question::violation_in_contract:
    return pool.conjunction(one.assumed, pool.conjunction(one.contract, one.violated));
  case Question::reachability:
    return pool.conjunction(one.assumed, obligation.has_guard ? one.guarded : one.judged);
  }
  return pool.truth(false);
}

std::string name_of(Question question) {
  switch (question) {
  case Question::violation:
    return "violation";
  case Question::violation_in_contract:
    return "violation-in-contract";
  case Question::reachability:
    return "reachability";
  }
  return "?";
}

std::string meaning_of(Question question) {
  switch (question) {
  case Question::violation:
    return "unsat: the clause holds; sat: it is violated";
  case Question::violation_in_contract:
    return "unsat: no caller that keeps the contract violates the clause; sat: one does";
  case Question::reachability:
    return "sat: there is a case of which the clause speaks; unsat: the claim is vacuous";
  }
  return "?";
}

} // namespace

Query query_of(const Obligation &obligation, Question question) {
  TermPool &pool = *obligation.pool;
  Query query;
  query.name = obligation.id + " " + name_of(question);
  query.comments = {"clause: " + obligation.statement, "architecture: " + obligation.architecture};
  const auto is_asserted = [&](const std::string &id) {
    return std::ranges::any_of(obligation.assumptions, [&](const Assertion &assumption) {
      return assumption.name == "assumption-" + id && !assumption.term.is(1);
    });
  };
  for (std::size_t i = 0; i < obligation.assumption_ids.size(); ++i) {
    const std::string &id = obligation.assumption_ids[i];
    query.comments.push_back("assumption " + id + ": " + obligation.assumption_statements[i] +
                             (is_asserted(id) ? "" : " (by construction, or in each choice)"));
  }
  query.comments.push_back(
      "choices of the finite answers: " + std::to_string(obligation.cases.size()) +
      ", paths: " + std::to_string(obligation.paths));
  query.comments.push_back(meaning_of(question));
  for (const Assertion &assumption : obligation.assumptions) {
    if (!assumption.term.is(1))
      query.assertions.push_back(assumption);
  }
  Term some = pool.truth(false);
  for (const ObligationCase &one : obligation.cases)
    some = pool.disjunction(some, asked_of(obligation, one, question));
  query.assertions.push_back({name_of(question), some});
  return query;
}

std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, Question question,
                                                const Assignment &model) {
  Evaluator value_of(model);
  for (const Assertion &assumption : obligation.assumptions) {
    if (value_of(assumption.term) == 0)
      return std::nullopt;
  }
  for (const ObligationCase &one : obligation.cases) {
    if (value_of(asked_of(obligation, one, question)) != 0)
      return scenario_of(one.answers, model);
  }
  return std::nullopt;
}

} // namespace dma_verify::smt
