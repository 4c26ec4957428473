// SPDX-License-Identifier: GPL-2.0-only
// From a claim about a helper to the questions for a solver: can the claim be violated, and is
// there a case of which it speaks at all?
#pragma once

#include "model/kernel/trace.h"
#include "smt/symbolic/scenario.h"
#include "smt/terms/query.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::smt {

// What is claimed of a subject that runs on symbolic words: under the assumptions, the clause holds
// on every path of every scenario.
template <class M> struct Claim {
  struct Assumed {
    std::string id;
    std::string statement;
    std::function<Bool(const Scenario<M> &)> holds;
  };
  std::string id;        // property:clause@architecture
  std::string statement; // of the clause
  Architecture architecture{};
  Call call = Call::mmap;
  std::vector<Assumed> assumptions;
  // The rest of the callers' contract: a counterexample should keep it, if there is one that does.
  std::function<Bool(const Scenario<M> &)> contract = [](const Scenario<M> &) { return true; };
  std::function<void(const Scenario<M> &, Observation<M> &)> run;
  // Nothing where the clause says nothing of a call that ended so.
  std::function<std::optional<Bool>(const Scenario<M> &, const Observation<M> &)> clause;
};

// The claim for one choice of the finite answers, over all paths of the helper.
struct ObligationCase {
  StoredScenario answers;
  Term assumed;  // the assumptions that are not the same for all choices of answers
  Term contract; // the rest of the contract
  Term violated; // a path is taken on which the clause is judged and does not hold
  Term guarded;  // a path is taken on which the clause's guard holds
  Term judged;   // a path is taken on which the clause is judged
};

// A claim as terms, which live in its pool.
struct Obligation {
  std::string id;
  std::string statement;
  std::string architecture;
  std::vector<std::string> assumption_ids;
  std::vector<std::string> assumption_statements;
  std::unique_ptr<TermPool> pool = std::make_unique<TermPool>();
  std::vector<Assertion> assumptions; // the same for all choices of answers
  std::vector<ObligationCase> cases;
  unsigned paths = 0;
  bool has_guard = false; // the clause has one, on some path
};

// Explores the subject on every choice of the finite answers. Asks no solver. Throws
// ExplorationError if the subject has too many paths.
template <class M> Obligation make_obligation(const Claim<M> &claim);

enum class Question : std::uint8_t {
  violation,             // satisfiable exactly if the claim is false
  violation_in_contract, // by a caller that keeps the whole contract
  // Unsatisfiable exactly if the claim is vacuous: the assumptions contradict each other, no call
  // ends in a way that the clause judges, or its guard never holds.
  reachability,
};
Query query_of(const Obligation &obligation, Question question);

// The scenario of a model of the question's query; nothing if the model does not satisfy the query,
// so that the solver was wrong.
std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, Question question,
                                                const Assignment &model);

template <class M> Obligation make_obligation(const Claim<M> &claim) {
  Obligation obligation;
  obligation.id = claim.id;
  obligation.statement = claim.statement;
  obligation.architecture = architecture_id(claim.architecture);
  for (const auto &assumption : claim.assumptions) {
    obligation.assumption_ids.push_back(assumption.id);
    obligation.assumption_statements.push_back(assumption.statement);
  }

  TermPool &pool = *obligation.pool;
  std::vector<std::vector<Term>> assumed_in_case;
  for (const StoredScenario &answers : finite_answers(claim.architecture, claim.call)) {
    Explorer explorer(pool);
    const Scenario<M> scenario = symbolic_scenario<M>(explorer, answers);
    std::vector<Term> assumed = explorer.explore([&] {
      std::vector<Term> terms = {claim.contract(scenario).value().term(pool)};
      for (const auto &assumption : claim.assumptions)
        terms.push_back(assumption.holds(scenario).value().term(pool));
      return terms;
    });
    const Term contract = assumed.front();
    assumed.erase(assumed.begin());
    explorer.assume(assumed);
    const std::vector<Term> joined = explorer.explore([&]() -> std::vector<Term> {
      Observation<M> observation;
      claim.run(scenario, observation);
      const std::optional<Bool> clause = claim.clause(scenario, observation);
      if (!clause)
        return {pool.truth(false), pool.truth(false), pool.truth(false)};
      const Proposition guard = clause->guard().value_or(Proposition(false));
      obligation.has_guard = obligation.has_guard || clause->guard().has_value();
      return {pool.negation(clause->value().term(pool)), guard.term(pool), pool.truth(true)};
    });
    obligation.paths += explorer.paths();
    obligation.cases.push_back(
        {answers, pool.truth(true), contract, joined[0], joined[1], joined[2]});
    assumed_in_case.push_back(std::move(assumed));
  }
  // An assumption that does not depend on the finite answers is asserted once, by name.
  for (std::size_t i = 0; i < claim.assumptions.size(); ++i) {
    const Term first = assumed_in_case.front()[i];
    bool common = true;
    for (const std::vector<Term> &assumed : assumed_in_case)
      common = common && assumed[i] == first;
    if (common) {
      obligation.assumptions.push_back({"assumption-" + claim.assumptions[i].id, first});
      continue;
    }
    for (std::size_t c = 0; c < obligation.cases.size(); ++c) {
      Term &term = obligation.cases[c].assumed;
      term = pool.conjunction(term, assumed_in_case[c][i]);
    }
  }
  return obligation;
}

} // namespace dma_verify::smt
