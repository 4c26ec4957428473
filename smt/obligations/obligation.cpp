// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/obligation.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace dma_verify::smt {
namespace {

// What the question asks for one choice of the finite answers, besides the assumptions.
Term asked_of(const Obligation &obligation, const ObligationCase &one, Question question) {
  TermPool &pool = *obligation.pool;
  switch (question) {
  case Question::violation:
    return one.violated;
  case Question::violation_in_contract:
    return pool.conjunction(one.contract, one.violated);
  case Question::unfollowed:
    return one.unfollowed;
  case Question::reachability:
    return obligation.has_guard ? one.guarded : one.judged;
  }
  return pool.truth(false);
}

std::vector<bool> all_of(const Obligation &obligation) {
  return std::vector<bool>(obligation.assumption_ids.size(), true);
}

// The assumption says the same whatever the finite answers are.
bool is_common(const Obligation &obligation, std::size_t assumption) {
  return std::ranges::all_of(obligation.cases, [&](const ObligationCase &one) {
    return one.assumed[assumption] == obligation.cases.front().assumed[assumption];
  });
}

// The assumption holds for all words.
bool is_by_construction(const Obligation &obligation, std::size_t assumption) {
  return std::ranges::all_of(
      obligation.cases, [&](const ObligationCase &one) { return one.assumed[assumption].is(1); });
}

// Choices of the finite answers for which each assumption is the same term.
struct SimilarChoices {
  std::vector<Term> assumed; // of each assumption that depends on the answers
  Term chosen;               // the choice is one of these; true if no assumption depends on it
  std::string example;       // one of them in words
  std::vector<Term> asked{}; // of each choice; equal ones once
};

std::vector<SimilarChoices> similar_choices(const Obligation &obligation, Question question,
                                            const std::vector<std::size_t> &dependent) {
  TermPool &pool = *obligation.pool;
  std::vector<SimilarChoices> all;
  std::map<std::vector<std::uint32_t>, std::size_t> places;
  std::set<std::pair<std::size_t, std::uint32_t>> asked;
  for (const ObligationCase &one : obligation.cases) {
    std::vector<Term> assumed;
    std::vector<std::uint32_t> key;
    for (const std::size_t i : dependent) {
      assumed.push_back(one.assumed[i]);
      key.push_back(one.assumed[i].id());
    }
    const auto [place, is_new] = places.try_emplace(key, all.size());
    if (is_new) {
      const bool free = std::ranges::all_of(assumed, [](Term term) { return term.is(1); });
      const Term chosen =
          free ? pool.truth(true) : pool.variable("choice-" + std::to_string(all.size()), 0);
      all.push_back({std::move(assumed), chosen, describe_answers(one.answers)});
    }
    const Term here = asked_of(obligation, one, question);
    if (!here.is(0) && asked.emplace(place->second, here.id()).second)
      all[place->second].asked.push_back(here);
  }
  return all;
}

std::string name_of(Question question) {
  switch (question) {
  case Question::violation:
    return "violation";
  case Question::violation_in_contract:
    return "violation-in-contract";
  case Question::unfollowed:
    return "unfollowed";
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
  case Question::unfollowed:
    return "unsat: of each call it is known how it ends; sat: of one it is not";
  case Question::reachability:
    return "sat: there is a case of which the clause speaks; unsat: the claim is vacuous";
  }
  return "?";
}

// Their disjunction, as a balanced tree.
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
  std::vector<std::size_t> dependent; // on the finite answers
  for (std::size_t i = 0; i < obligation.assumption_ids.size(); ++i) {
    if (!kept[i])
      continue;
    query.comments.push_back("assumption " + obligation.assumption_ids[i] + ": " +
                             obligation.assumption_statements[i] +
                             (is_by_construction(obligation, i) ? " (by construction)" : ""));
    if (!is_common(obligation, i))
      dependent.push_back(i);
    else if (!is_by_construction(obligation, i))
      query.assertions.push_back(
          {"assumption-" + obligation.assumption_ids[i], obligation.cases.front().assumed[i]});
  }
  query.comments.push_back(
      "choices of the finite answers: " + std::to_string(obligation.cases.size()) +
      ", paths: " + std::to_string(obligation.paths));
  const std::vector<SimilarChoices> all = similar_choices(obligation, question, dependent);
  std::vector<Term> cases;
  for (const SimilarChoices &choices : all) {
    if (choices.asked.empty())
      continue;
    cases.push_back(pool.conjunction(choices.chosen, any_of(pool, choices.asked)));
    if (!choices.chosen.is_constant())
      query.comments.push_back(std::string(choices.chosen.name()) +
                               ", for one: " + choices.example);
  }
  query.comments.push_back(meaning_of(question));
  for (std::size_t i = 0; i < dependent.size(); ++i) {
    Term demanded = pool.truth(true);
    for (const SimilarChoices &choices : all) {
      if (!choices.asked.empty())
        demanded = pool.conjunction(
            demanded, pool.disjunction(pool.negation(choices.chosen), choices.assumed[i]));
    }
    query.assertions.push_back({"assumption-" + obligation.assumption_ids[dependent[i]], demanded});
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
