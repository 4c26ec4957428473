// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/gates_check.h"

#include "smt/terms/recipes.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

Query sum_wraps(TermPool &pool) {
  const Term x = pool.variable("x", 16);
  const Term y = pool.variable("y", 16);
  return {"sum wraps", {}, {{"wraps", pool.less(pool.add(x, y), x)}, {"odd", pool.less(y, x)}}};
}

TEST_CASE("a formula has the values of its query's terms") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    TermPool pool;
    Query query{"random", {}, {}};
    unsigned number = 0;
    const Recipe recipe(pool, 16, seed);
    for (const Term truth : recipe.truths())
      query.assertions.push_back({"a" + std::to_string(number++), truth});
    CHECK(compare_with_terms(to_cnf(query), query).empty());
  }
}

TEST_CASE("a formula without a model for some inputs is found") {
  TermPool pool;
  const Query query = sum_wraps(pool);
  CnfQuery formula = to_cnf(query);
  // As a gate with a wrong clause has: one input is never true.
  formula.cnf.clauses.insert(formula.cnf.clauses.begin(), {-formula.variables.front().bits[3]});
  CHECK(compare_with_terms(formula, query) == "its gates have no values for some of its inputs");
}

TEST_CASE("a formula of another term is found") {
  TermPool pool;
  const Query query = sum_wraps(pool);
  CnfQuery formula = to_cnf(query);
  formula.terms = to_cnf({"sum wraps", {}, {query.assertions[1], query.assertions[0]}}).terms;
  CHECK(compare_with_terms(formula, query) == "its gates have other values than their terms");
}

TEST_CASE("a flipped literal in a gate is found, wherever it is") {
  TermPool pool;
  const Query query = sum_wraps(pool);
  const CnfQuery right = to_cnf(query);
  unsigned found = 0;
  unsigned tried = 0;
  for (std::size_t i = 1; i + query.assertions.size() < right.cnf.clauses.size(); i += 7) {
    CnfQuery formula = right;
    formula.cnf.clauses[i].front() = -formula.cnf.clauses[i].front();
    ++tried;
    found += compare_with_terms(formula, query).empty() ? 0U : 1U;
  }
  CHECK(tried > 20);
  CHECK(found == tried);
}

} // namespace
} // namespace dma_verify::smt
