// SPDX-License-Identifier: GPL-2.0-only
// Makes the questions for a solver from a claim about a helper: can the claim be violated, and does
// it say something about any call at all?
#pragma once

#include "model/kernel/trace.h"
#include "smt/symbolic/scenario.h"
#include "smt/terms/query.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::smt {

// Runs a scenario's call on symbolic words.
template <class M> using Run = std::function<void(const Scenario<M> &, Observation<M> &)>;

// What is claimed of a subject that runs on symbolic words: under the assumptions, each clause
// holds on every path of every scenario.
template <class M> struct Claims {
  struct Assumed {
    std::string id;
    std::string statement;
    std::function<Bool(const Scenario<M> &)> holds;
  };
  struct Clause {
    std::string id; // of its job: property:clause@architecture
    std::string statement;
  };
  std::string property_id{}; // of a catalogue's property; may be empty
  Architecture architecture{};
  HelperId call{};
  std::vector<Assumed> assumptions;
  // The rest of the callers' contract: a counterexample that keeps it is preferred.
  std::function<Bool(const Scenario<M> &)> contract = [](const Scenario<M> &) { return true; };
  Run<M> run;
  std::vector<Clause> clauses;
  // For each clause its truth value; nothing if the clause does not judge a call that ended in this
  // way.
  std::function<std::vector<std::optional<Bool>>(const Scenario<M> &, const Observation<M> &)>
      judge;
  Folding folding = Folding::on; // of the terms that are made
  // Choices of the finite answers that cannot occur are not looked at; null: all can.
  CanOccur can_occur{};
  // The finite answers are open too: one exploration, which decides those that are asked for. No
  // answer that only a file asks for is left out.
  bool has_open_answers = false;
};

// The same for a single clause.
template <class M> struct Claim {
  using Assumed = typename Claims<M>::Assumed;
  std::string id;
  std::string statement;
  Architecture architecture{};
  HelperId call{};
  std::vector<Assumed> assumptions;
  std::function<Bool(const Scenario<M> &)> contract = [](const Scenario<M> &) { return true; };
  Run<M> run;
  std::function<std::optional<Bool>(const Scenario<M> &, const Observation<M> &)> clause;
};

// The claim for one choice of the finite answers, over all paths of the helper.
struct ObligationCase {
  StoredScenario answers;
  std::vector<Term> assumed; // each assumption, in the order of the claim
  Term contract;             // the rest of the contract
  Term violated;             // a path is taken on which the clause is judged and does not hold
  Term guarded;              // a path is taken on which the clause's guard holds
  Term judged;               // a path is taken on which the clause is judged
  Term unfollowed;           // a path is taken of which it is not known how the call ends
};

// The call ended so that nothing is known of it: in code that is not understood or not simulated.
constexpr bool is_unfollowed(Completion completion) {
  return completion == Completion::unmodelled || completion == Completion::too_long;
}

// A claim as terms in its pool. The terms are about every call. Only the assertions in the query
// exclude calls that break an assumption, one assertion for each assumption, so that it can be
// found out which of them the claim needs.
struct Obligation {
  std::string id;
  std::string statement;
  std::string architecture;
  std::vector<std::string> assumption_ids;
  std::vector<std::string> assumption_statements;
  std::shared_ptr<TermPool> pool; // shared by the claims that were explored together
  std::vector<ObligationCase> cases;
  unsigned paths = 0;     // over all cases
  bool has_guard = false; // the clause has one, on some path
};

// Explores the subject on every choice of the finite answers; an obligation for each clause. Asks
// no solver. Throws ExplorationError if the subject has too many paths.
template <class M> std::vector<Obligation> make_obligations(const Claims<M> &claims);
template <class M> Obligation make_obligation(const Claim<M> &claim);

enum class Question : std::uint8_t {
  violation,             // satisfiable exactly if the claim is false
  violation_in_contract, // by a caller that keeps the whole contract
  unfollowed,            // satisfiable exactly if a call ends so that nothing is known of it
  // Unsatisfiable if and only if the claim is vacuous: the assumptions contradict each other, or no
  // call ends in a way that the clause judges, or its guard never holds.
  reachability,
};
// Each assumption is an assertion of its own. If an assumption is a different term for different
// finite answers, its assertion has a case for each: choices of the answers for which all
// assumptions are the same terms share a truth value "choice-N". The question is asked about the
// choices whose "choice-N" is true. So if an assertion is removed, the query asks about all choices
// without that assumption.
Query query_of(const Obligation &obligation, Question question);
// The same with only some of the assumptions.
Query query_of(const Obligation &obligation, Question question, const std::vector<bool> &kept);

// The scenario of a model of the question's query; nothing if the model does not satisfy the query,
// so that the solver was wrong.
std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, Question question,
                                                const Assignment &model);
std::optional<StoredScenario> scenario_of_model(const Obligation &obligation, Question question,
                                                const Assignment &model,
                                                const std::vector<bool> &kept);
// The same, as the position of the case in the list of cases.
std::optional<std::size_t> case_of_model(const Obligation &obligation, Question question,
                                         const Assignment &model, const std::vector<bool> &kept);

// The assumptions that do not hold in this case for these words, as positions.
std::vector<std::size_t> broken_by(const Obligation &obligation, std::size_t of_case,
                                   const Assignment &words);

// The choices of the finite answers that are explored one by one.
template <class M> std::vector<StoredScenario> choices_of_answers(const Claims<M> &claims) {
  if (!claims.has_open_answers)
    return finite_answers(claims.architecture, claims.call);
  StoredScenario open;
  open.architecture = claims.architecture;
  open.call = claims.call;
  return {open};
}
inline constexpr unsigned kMostOpenPaths = 1U << 18U;

// An obligation for each clause of each of the claims, in order. All are about the same call of the
// same subject on the same architecture, which is explored once for all.
template <class M>
std::vector<Obligation> make_obligations(const std::vector<Claims<M>> &together) {
  const Claims<M> &first = together.front();
  const auto shared_pool = std::make_shared<TermPool>(first.folding);
  TermPool &pool = *shared_pool;
  std::vector<Obligation> obligations;
  for (const Claims<M> &claims : together) {
    for (const auto &clause : claims.clauses) {
      Obligation &obligation = obligations.emplace_back();
      obligation.id = clause.id;
      obligation.statement = clause.statement;
      obligation.architecture = architecture_id(claims.architecture);
      for (const auto &assumption : claims.assumptions) {
        obligation.assumption_ids.push_back(assumption.id);
        obligation.assumption_statements.push_back(assumption.statement);
      }
      obligation.pool = shared_pool;
    }
  }
  unsigned paths = 0;
  const bool is_open = first.has_open_answers;
  for (const StoredScenario &answers : choices_of_answers(first)) {
    if (!is_open && first.can_occur && !first.can_occur(answers))
      continue;
    Explorer explorer(pool, is_open ? kMostOpenPaths : Explorer::kMostPaths);
    const Scenario<M> scenario = is_open ? open_scenario<M>(explorer, answers, first.can_occur)
                                         : symbolic_scenario<M>(explorer, answers);
    struct Assumed {
      Term contract;
      std::vector<Term> facts;
    };
    std::vector<Assumed> assumed;
    for (const Claims<M> &claims : together) {
      // Each by itself: what one of them asks for does not fork the others.
      const auto term_of = [&](const auto &holds) {
        return explorer
            .explore([&]() -> std::vector<Term> { return {holds(scenario).value().term(pool)}; })
            .front();
      };
      Assumed &all = assumed.emplace_back();
      all.contract = term_of(claims.contract);
      for (const auto &assumption : claims.assumptions)
        all.facts.push_back(term_of(assumption.holds));
    }
    const std::vector<Term> joined = explorer.explore([&] {
      Observation<M> observation;
      first.run(scenario, observation);
      std::vector<Term> terms;
      terms.reserve(3 * obligations.size() + 1);
      std::size_t at = 0;
      for (const Claims<M> &claims : together) {
        const auto judged = claims.judge(scenario, observation);
        for (std::size_t i = 0; i < claims.clauses.size(); ++i, ++at) {
          const std::optional<Bool> &holds = judged.at(i);
          if (!holds) {
            terms.insert(terms.end(), 3, pool.truth(false));
            continue;
          }
          Obligation &obligation = obligations[at];
          const Proposition guard = holds->guard().value_or(Proposition(false));
          obligation.has_guard = obligation.has_guard || holds->guard().has_value();
          terms.push_back(pool.negation(holds->value().term(pool)));
          terms.push_back(guard.term(pool));
          terms.push_back(pool.truth(true));
        }
      }
      terms.push_back(pool.truth(is_unfollowed(observation.completion)));
      return terms;
    });
    paths += explorer.paths();
    std::size_t at = 0;
    for (std::size_t c = 0; c < together.size(); ++c) {
      for (std::size_t i = 0; i < together[c].clauses.size(); ++i, ++at) {
        obligations[at].cases.push_back({answers, assumed[c].facts, assumed[c].contract,
                                         joined[3 * at], joined[3 * at + 1], joined[3 * at + 2],
                                         joined.back()});
      }
    }
  }
  for (Obligation &obligation : obligations)
    obligation.paths = paths;
  return obligations;
}

template <class M> std::vector<Obligation> make_obligations(const Claims<M> &claims) {
  return make_obligations(std::vector{claims});
}

template <class M> Obligation make_obligation(const Claim<M> &claim) {
  Claims<M> claims;
  claims.architecture = claim.architecture;
  claims.call = claim.call;
  claims.assumptions = claim.assumptions;
  claims.contract = claim.contract;
  claims.run = claim.run;
  claims.clauses = {{claim.id, claim.statement}};
  claims.judge = [&](const Scenario<M> &scenario, const Observation<M> &observation) {
    return std::vector<std::optional<Bool>>{claim.clause(scenario, observation)};
  };
  return std::move(make_obligations(claims).front());
}

} // namespace dma_verify::smt
