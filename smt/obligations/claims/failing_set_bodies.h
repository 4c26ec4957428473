// SPDX-License-Identifier: GPL-2.0-only
// All scenarios that fail in one way, on one symbolic machine.
#pragma once

#include "smt/obligations/claims/failing_set.h"

namespace dma_verify::smt {

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

template <class M>
FailingSet make_failing_set(const Run<M> &run, const Failure &failure, const Space &space,
                            const std::function<bool(const StoredScenario &)> &can_occur = {}) {
  FailingSet set;
  set.pool = space.pool ? space.pool : std::make_shared<TermPool>();
  set.vma_moved = space.is_free(Field{kVmaMoved, FieldSection::arguments, {}});
  TermPool &pool = *set.pool;
  const IsFree is_free = [&](const Field &field) {
    return space.is_free(field) || (set.vma_moved && field.name == "vm_start");
  };
  const Order order = failure.order();
  for (const StoredScenario &answers : finite_choices(space.base, is_free, space.outside)) {
    if (can_occur && !can_occur(answers))
      continue;
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
      if (is_unfollowed(observation.completion)) {
        throw ExplorationError(std::string("a call of the set cannot be followed: ") +
                               observation.detail);
      }
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
