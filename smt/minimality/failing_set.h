// SPDX-License-Identifier: GPL-2.0-only
// All scenarios that fail in one way, as terms, for the questions about minima and regions.
#pragma once

#include "properties/catalogue.h"
#include "properties/ops_helpers/regions/conditions.h"
#include "properties/order/order.h"
#include "smt/symbolic/scenario.h"
#include "smt/terms/query.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::smt {

// A way to fail: the clause is the first of the property that does not hold, in a call that breaks
// just these assumptions of its contract (none: a call inside the contract).
struct Failure {
  PropertyIndex property = 0;
  std::string clause;
  Architecture architecture{};
  std::vector<Assumption> broken{};

  [[nodiscard]] const PropertyText &text() const { return catalogue()[property]; }
  [[nodiscard]] Order order() const { return order_of(text().id); }
  [[nodiscard]] std::string id() const; // property:clause@architecture
};

// Stands for vm_start and vm_end, moved together.
inline constexpr std::string_view kVmaMoved = "vm_start and vm_end together";

// The scenarios that are considered: free fields take all values, the others have those of `base`.
struct Space {
  StoredScenario base;
  IsFree is_free;       // by the names of fields, and kVmaMoved
  bool outside = false; // also with finite answers that proofs leave out
  // If given: only scenarios that may be smaller than the one with these ranks.
  std::optional<Ranks> below{};
  // If given: the pool in which terms are made.
  std::shared_ptr<TermPool> pool{};
};

// Every scenario of the call that proofs look at.
Space whole_space(const Architecture &architecture, HelperId call);

// For one choice of the finite fields.
struct FailingCase {
  StoredScenario answers;
  Term inside; // the call breaks exactly those assumptions of its contract that the failure breaks
  Term fails;
  std::function<Term(const Ranks &)> smaller{}; // than the scenario with these ranks
  // conditions_of(scenario, here)
  std::function<std::vector<Term>(const StoredScenario &here)> conditions{};
};

struct FailingSet {
  std::shared_ptr<TermPool> pool{};
  std::vector<std::unique_ptr<Explorer>> explorers{}; // which the functions of the cases need
  std::vector<FailingCase> cases{};
  bool vma_moved = false; // vm_end follows vm_start
};

// The scenario of a model of the case's terms.
StoredScenario scenario_of_case(const FailingSet &set, const FailingCase &one,
                                const Assignment &words);

// Explores the subject on each choice of the finite fields; run(scenario, observation) runs it.
// Throws ExplorationError if it has too many paths.
template <class M, class Run>
FailingSet make_failing_set(const Failure &failure, const Space &space, const Run &run);

// Of the modelled helpers.
FailingSet failing_set_of_model(const Failure &failure, const Space &space);

// The same on one machine; each is compiled in a source file of its own, machine_*.cpp.
FailingSet failing_set_64_64_64(const Failure &failure, const Space &space);
FailingSet failing_set_32_32_32(const Failure &failure, const Space &space);
FailingSet failing_set_32_64_64(const Failure &failure, const Space &space);
FailingSet failing_set_32_32_64(const Failure &failure, const Space &space);
FailingSet failing_set_8_8_8(const Failure &failure, const Space &space);

// Whether a concrete scenario breaks exactly those assumptions of its contract that the failure
// breaks.
bool is_inside(const Failure &failure, const StoredScenario &scenario);

// ---- The templates' bodies.

template <class M> Bool inside_of(const Failure &failure, const Scenario<M> &scenario) {
  Bool inside(true);
  for (const Assumption assumption : contract_of(failure.text().call)) {
    const Bool kept = holds<M>(assumption, scenario);
    const bool broken =
        std::find(failure.broken.begin(), failure.broken.end(), assumption) != failure.broken.end();
    inside = both(inside, broken ? negate(kept) : kept);
  }
  return inside;
}

// The clause is judged and does not hold, and those before it do.
template <class M>
Bool fails_by(const Failure &failure, const Scenario<M> &scenario,
              const Observation<M> &observation) {
  if (!judges(failure.text(), observation.completion))
    return Bool(false);
  Bool earlier(true);
  const Judgement<M> judgement = judge<M>(failure.property, scenario, observation);
  for (const auto &clause : judgement.clauses()) {
    if (clause.id == failure.clause)
      return both(earlier, negate(clause.holds));
    earlier = both(earlier, clause.holds);
  }
  return Bool(false);
}

template <class M, class Run>
FailingSet make_failing_set(const Failure &failure, const Space &space, const Run &run) {
  FailingSet set;
  set.pool = space.pool ? space.pool : std::make_shared<TermPool>();
  set.vma_moved = space.is_free(kVmaMoved);
  TermPool &pool = *set.pool;
  const IsFree is_free = [&](std::string_view field) {
    return space.is_free(field) || (set.vma_moved && field == "vm_start");
  };
  const Order order = failure.order();
  for (const StoredScenario &answers : finite_choices(space.base, is_free, space.outside)) {
    auto explorer = std::make_unique<Explorer>(pool);
    Scenario<M> scenario = partly_symbolic_scenario<M>(*explorer, answers, is_free);
    if (set.vma_moved) {
      const auto length = space.base.vma.vm_end - space.base.vma.vm_start;
      scenario.vma.vm_end.word =
          scenario.vma.vm_start.word + typename M::Word(Uint128{length.word.value()});
    }
    const auto term_of = [&](const Bool &truth) { return truth.value().term(pool); };
    const std::vector<Term> assumed = explorer->explore([&]() -> std::vector<Term> {
      return {term_of(inside_of<M>(failure, scenario)),
              space.below ? term_of(is_smaller<M>(order, scenario, *space.below))
                          : pool.truth(true)};
    });
    if (assumed[0].is(0) || assumed[1].is(0))
      continue;
    explorer->assume(std::span(assumed).first(1));
    const std::vector<Term> failing = explorer->explore([&]() -> std::vector<Term> {
      Observation<M> observation;
      run(scenario, observation);
      return {term_of(fails_by<M>(failure, scenario, observation))};
    });
    FailingCase one{answers, assumed[0], failing[0]};
    one.smaller = [scenario, order, &pool](const Ranks &than) {
      return is_smaller<M>(order, scenario, than).value().term(pool);
    };
    one.conditions = [scenario, &pool](const StoredScenario &here) {
      std::vector<Term> terms;
      for (const Condition<M> &condition : conditions_of<M>(scenario, here))
        terms.push_back(condition.holds.value().term(pool));
      return terms;
    };
    set.cases.push_back(std::move(one));
    set.explorers.push_back(std::move(explorer));
  }
  return set;
}

} // namespace dma_verify::smt
