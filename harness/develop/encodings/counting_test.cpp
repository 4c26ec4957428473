// SPDX-License-Identifier: GPL-2.0-only
// The counterexamples of mutants on words of 8 bits are counted in three ways: by a solver that is
// asked for one after the other, by the values of the obligation's terms, and by running the mutant
// on each input. The sets are the same.
#include "model/kernel/convert.h"
#include "properties/run_mutant.h"
#include "smt/jobs/obligation_of.h"
#include "smt/solvers/z3_solver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace dma_verify::smt {
namespace {

using C = ConcreteMachine<8, 8, 8, 4>;

struct Counted {
  const Mutant *mutant;
  std::string_view property;
  std::string_view clause;
  std::string_view counted; // the word that is free; the others keep the values that were found
};

bool violates(const Counted &what, PropertyIndex property, const StoredScenario &stored) {
  const auto scenario = convert_scenario<C>(stored);
  Observation<C> seen;
  run_mutant(*what.mutant, scenario, seen);
  if (!all_hold<C>(catalogue()[property].assumptions, scenario) ||
      !judges(catalogue()[property], seen.completion))
    return false;
  const Judgement<C> judgement = judge<C>(property, scenario, seen);
  return std::ranges::any_of(judgement.clauses(), [&](const auto &judged) {
    return judged.id == what.clause && !judged.holds;
  });
}

// The violating values of the counted word, for one choice of answers and all other words fixed.
void count(const Counted &what, const Architecture &row) {
  const PropertyIndex property = find_property(what.property).value();
  const Obligation obligation =
      obligation_of(symbolic_mutant(*what.mutant), job_of(what.property, what.clause, row));
  const Query any = query_of(obligation, Question::violation);
  const Result first = solve_with_z3(any, {});
  REQUIRE(std::holds_alternative<Sat>(first));
  const Assignment base = std::get<Sat>(first).model;
  const auto found = scenario_of_model(obligation, Question::violation, base);
  REQUIRE(found);
  REQUIRE(violates(what, property, *found));

  // Only this choice of answers, only these other words.
  Obligation one = obligation;
  std::erase_if(one.cases, [&](const ObligationCase &each) {
    return describe_answers(each.answers) != describe_answers(*found);
  });
  Query query = query_of(one, Question::violation);
  TermPool &pool = *one.pool;
  Term counted{};
  for (const Term variable : variables_of(query)) {
    if (variable.name() == what.counted)
      counted = variable;
    else
      query.assertions.push_back(
          {"fixed-" + std::string(variable.name()),
           pool.equal(variable,
                      pool.constant(variable.width(), base.at(std::string(variable.name()))))});
  }
  REQUIRE(counted.exists());

  std::set<Uint128> by_solver;
  while (true) {
    const Result result = solve_with_z3(query, {}, Encoding::bit_vectors);
    if (std::holds_alternative<Unsat>(result))
      break;
    REQUIRE(std::holds_alternative<Sat>(result));
    const Uint128 value = std::get<Sat>(result).model.at(std::string(counted.name()));
    REQUIRE(by_solver.insert(value).second);
    query.assertions.push_back(
        {"other-" + std::to_string(by_solver.size()),
         pool.negation(pool.equal(counted, pool.constant(counted.width(), value)))});
  }
  std::set<Uint128> by_terms;
  std::set<Uint128> by_running;
  for (Uint128 value = 0; value <= low_bits(counted.width()); ++value) {
    Assignment words = base;
    words[std::string(what.counted)] = value;
    if (scenario_of_model(one, Question::violation, words))
      by_terms.insert(value);
    if (violates(what, property, scenario_of(found.value(), words)))
      by_running.insert(value);
  }
  CAPTURE(what.property);
  CAPTURE(what.mutant->id);
  CHECK_FALSE(by_solver.empty());
  CHECK(by_solver == by_terms);
  CHECK(by_solver == by_running);
}

TEST_CASE("counterexamples of mutants are as many by solver, by terms and by running") {
  using namespace ops_helpers;
  const Counted all[] = {
      {&of_mmap::kAdditiveCheck, "offset-bounds.accepted-in-bounds", "in-bounds", "vm_pgoff"},
      {&of_mmap::kAdditiveCheck, "offset-bounds.accepted-in-bounds", "in-bounds", "vm_end"},
      {&of_mmap::kAdditiveCheck, "offset-bounds.accepted-in-bounds", "in-bounds", "size"},
      {&of_alloc_pages::kReleaseDropped, "error-unwind.alloc_pages", "no-page-leaked", "size"},
      {&of_alloc_pages::kClearedLess, "initialisation.alloc_pages", "zeroed", "probe"},
      {&of_alloc_pages::kOrderTooSmall, "round-trip.alloc_pages", "covers-size", "size"},
      {&of_free_pages::kOnePage, "round-trip.free_pages", "right-allocator", "size"},
      {&of_get_sgtable::kNotAligned, "page-range.scatter-list", "length", "size"},
  };
  for (const Architecture &row : small_architectures()) {
    for (const Counted &each : all) {
      // A signed int of 4 bits holds no length of two pages of 2^3 bytes.
      if (each.mutant == &of_get_sgtable::kNotAligned && row.page_shift > 2)
        continue;
      count(each, row);
    }
  }
}

} // namespace
} // namespace dma_verify::smt
