// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/obligation.h"

#include <algorithm>
#include <span>
#include <unordered_set>

namespace dma_verify::smt {
namespace {

// What the question asks of one choice of the finite answers, beside the assumptions.
Term asked_of(const Obligation &obligation, const ObligationCase &one, Question question) {
  TermPool &pool = *obligation.pool;
  switch (question) {
  case Question::violation:
    return one.violated;
  case Question::violation_in_contract:
    return pool.conjunction(one.contract, one.violated);
  case Question::reachability:
    return obligation.has_guard ? one.guarded : one.judged;
  }
  return pool.truth(false);
}

std::vector<bool> all_of(const Obligation &obligation) {
  return std::vector<bool>(obligation.assumption_ids.size(), true);
}

// The assumption says the same whatever the finite answers are: it is asserted once, by name.
bool is_common(const Obligation &obligation, std::size_t assumption) {
  return !obligation.cases.empty() &&
         std::ranges::all_of(obligation.cases, [&](const ObligationCase &one) {
           return one.assumed[assumption] == obligation.cases.front().assumed[assumption];
         });
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

// Their disjunction, as a tree of little depth.
Term any_of(TermPool &pool, std::span<const Term> terms) {
  if (terms.empty())
    return pool.truth(false);
  if (terms.size() == 1)
    return terms.front();
  const std::size_t half = terms.size() / 2;
  return pool.disjunction(any_of(pool, terms.first(half)), any_of(pool, terms.subspan(half)));
}

} // namespace

Query query_of(const Obligation &obligation, Question question) {
  return query_of(obligation, question, all_of(obligation));
}

Query query_of(const Obligation &obligation, Question question, const std::vector<bool> &kept) {
  TermPool &pool = *obligation.pool;
  Query query;
  query.name = obligation.id + " " + name_of(question);
  query.comments = {"clause: " + obligation.statement, "architecture: " + obligation.architecture};
  for (std::size_t i = 0; i < obligation.assumption_ids.size(); ++i) {
    if (!kept[i])
      continue;
    const bool is_asserted = is_common(obligation, i) && !obligation.cases.front().assumed[i].is(1);
    query.comments.push_back("assumption " + obligation.assumption_ids[i] + ": " +
                             obligation.assumption_statements[i] +
                             (is_asserted ? "" : " (by construction, or in each choice)"));
  }
  query.comments.push_back(
      "choices of the finite answers: " + std::to_string(obligation.cases.size()) +
      ", paths: " + std::to_string(obligation.paths));
  if (obligation.excluded_choices != 0) {
    query.comments.push_back("further choices that an assumption rules out: " +
                             std::to_string(obligation.excluded_choices));
  }
  query.comments.push_back(meaning_of(question));
  std::vector<std::size_t> of_case; // assumptions that depend on the finite answers
  for (std::size_t i = 0; i < obligation.assumption_ids.size(); ++i) {
    if (!kept[i])
      continue;
    if (!is_common(obligation, i)) {
      of_case.push_back(i);
      continue;
    }
    const Term term = obligation.cases.front().assumed[i];
    if (!term.is(1))
      query.assertions.push_back({"assumption-" + obligation.assumption_ids[i], term});
  }
  std::vector<Term> cases; // choices that make no difference ask the same: each once
  std::unordered_set<std::uint32_t> asked;
  for (const ObligationCase &one : obligation.cases) {
    Term here = asked_of(obligation, one, question);
    for (const std::size_t i : of_case)
      here = pool.conjunction(here, one.assumed[i]);
    if (asked.insert(here.id()).second)
      cases.push_back(here);
  }
  query.assertions.push_back({name_of(question), any_of(pool, cases)});
  return query;
}

std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, Question question,
                                                const Assignment &model) {
  return scenario_of_model(obligation, question, model, all_of(obligation));
}

std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, Question question,
                                                const Assignment &model,
                                                const std::vector<bool> &kept) {
  const auto found = case_of_model(obligation, question, model, kept);
  if (!found)
    return std::nullopt;
  return scenario_of(obligation.cases[*found].answers, model);
}

std::optional<std::size_t> case_of_model(const Obligation &obligation, Question question,
                                         const Assignment &model, const std::vector<bool> &kept) {
  Evaluator value_of(model);
  for (std::size_t at = 0; at < obligation.cases.size(); ++at) {
    const ObligationCase &one = obligation.cases[at];
    bool holds = true;
    for (std::size_t i = 0; i < one.assumed.size() && holds; ++i)
      holds = !kept[i] || value_of(one.assumed[i]) != 0;
    if (holds && value_of(asked_of(obligation, one, question)) != 0)
      return at;
  }
  return std::nullopt;
}

std::vector<std::size_t> broken_by(const Obligation &obligation, std::size_t of_case,
                                   const Assignment &words) {
  Evaluator value_of(words);
  const std::vector<Term> &assumed = obligation.cases[of_case].assumed;
  std::vector<std::size_t> broken;
  for (std::size_t i = 0; i < assumed.size(); ++i) {
    if (value_of(assumed[i]) == 0)
      broken.push_back(i);
  }
  return broken;
}

} // namespace dma_verify::smt
