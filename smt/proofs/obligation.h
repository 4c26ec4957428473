// SPDX-License-Identifier: GPL-2.0-only
// From a claim about a helper to the two questions for a solver: can the claim be violated, and is
// there a case that it speaks of at all.
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
  std::function<void(const Scenario<M> &, Observation<M> &)> run;
  // Nothing where the clause says nothing of a call that ended so.
  std::function<std::optional<Bool>(const Scenario<M> &, const Observation<M> &)> clause;
};

// The claim for one choice of the finite answers, over the paths of the helper.
struct ObligationCase {
  StoredScenario answers;
  Term assumed;  // the assumptions that are not the same for all choices of answers
  Term violated; // some path is taken on which the clause is judged and does not hold
  Term guarded;  // some path is taken on which the clause's guard holds
  Term judged;   // some path is taken on which the clause is judged
};

// A claim as terms. Not copyable: its terms live in its pool.
struct Obligation {
  std::string id;
  std::string statement;
  std::string architecture;
  std::vector<std::string> assumption_lines; // "M6: the VMA is not empty ..."
  std::unique_ptr<TermPool> pool = std::make_unique<TermPool>();
  std::vector<Assertion> assumptions; // the same for all choices of answers
  std::vector<ObligationCase> cases;
  unsigned paths = 0;
  bool guard_is_known = false; // the clause has a guard on some path
};

// Explores the subject on every choice of the finite answers. Asks no solver. Throws
// ExplorationError if the subject has too many paths.
template <class M> Obligation make_obligation(const Claim<M> &claim);

// Satisfiable exactly if the claim is false.
Query violation_query(const Obligation &obligation);

// Unsatisfiable exactly if the claim is vacuous: the assumptions contradict each other, no call
// ends in a way that the clause judges, or its guard never holds.
Query reachability_query(const Obligation &obligation);

// The case of a model of either query, with the model's words; nothing if the model satisfies no
// case, so that the solver was wrong.
std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, const Query &query,
                                                const Assignment &model);

template <class M> Obligation make_obligation(const Claim<M> &claim) {
  Obligation obligation;
  obligation.id = claim.id;
  obligation.statement = claim.statement;
  obligation.architecture = architecture_id(claim.architecture);
  for (const auto &assumed : claim.assumptions)
    obligation.assumption_lines.push_back(assumed.id + ": " + assumed.statement);

  TermPool &pool = *obligation.pool;
  std::vector<std::vector<Term>> assumed_of_case;
  for (const StoredScenario &answers : finite_answers(claim.architecture, claim.call)) {
    Explorer explorer(pool);
    const Scenario<M> scenario = symbolic_scenario<M>(explorer, answers);
    const std::vector<Term> assumed = explorer.explore([&] {
      std::vector<Term> terms;
      for (const auto &assumption : claim.assumptions)
        terms.push_back(assumption.holds(scenario).value().term(pool));
      return terms;
    });
    explorer.assume(assumed);
    const std::vector<Term> joined = explorer.explore([&] {
      Observation<M> observation;
      claim.run(scenario, observation);
      const std::optional<Bool> clause = claim.clause(scenario, observation);
      const bool judged = clause.has_value();
      const bool has_guard = judged && clause->guard().has_value();
      obligation.guard_is_known = obligation.guard_is_known || has_guard;
      return std::vector<Term>{
          judged ? pool.negation(clause->value().term(pool)) : pool.truth(false),
          has_guard ? clause->guard()->term(pool) : pool.truth(false), pool.truth(judged)};
    });
    obligation.paths += explorer.paths();
    assumed_of_case.push_back(assumed);
    obligation.cases.push_back({answers, pool.truth(true), joined[0], joined[1], joined[2]});
  }
  // Assumptions that do not depend on the finite answers are asserted once, by name.
  for (std::size_t i = 0; i < claim.assumptions.size(); ++i) {
    bool common = true;
    for (const std::vector<Term> &assumed : assumed_of_case)
      common = common && assumed[i] == assumed_of_case.front()[i];
    if (common) {
      obligation.assumptions.push_back({claim.assumptions[i].id, assumed_of_case.front()[i]});
      continue;
    }
    for (std::size_t c = 0; c < obligation.cases.size(); ++c) {
      Term &term = obligation.cases[c].assumed;
      term = pool.conjunction(term, assumed_of_case[c][i]);
    }
  }
  return obligation;
}

} // namespace dma_verify::smt
