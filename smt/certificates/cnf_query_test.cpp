// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/cnf_query.h"

#include "smt/certificates/circuits/every_operation.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

TEST_CASE("a query's formula in DIMACS tells what it is about") {
  TermPool pool;
  const Term x = pool.variable("x", 2);
  const Term p = pool.variable("p", 0);
  const Query query = {"example",
                       {"a comment"},
                       {{"assumption-A1", p}, {"violation", pool.equal(x, pool.constant(2, 2))}}};
  CHECK(to_dimacs(query, to_cnf(query)) == "c example\n"
                                           "c sha256 of its SMT-LIB text: " +
                                               sha256(to_smtlib(query)) +
                                               "\n"
                                               "c literal 1 is true\n"
                                               "c variable p, lowest bit first: 2 \n"
                                               "c variable x, lowest bit first: 3 4 \n"
                                               "c assertion assumption-A1: 2\n"
                                               "c assertion violation: 5\n"
                                               "p cnf 5 6\n"
                                               "1 0\n"
                                               "-5 -3 0\n"
                                               "-5 4 0\n"
                                               "5 3 -4 0\n"
                                               "2 0\n"
                                               "5 0\n");
}

TEST_CASE("an assertion that is plainly false contradicts the constant true") {
  TermPool pool;
  const CnfQuery formula = to_cnf({"q", {}, {{"a", pool.truth(false)}}});
  CHECK(formula.cnf.clauses == std::vector<std::vector<Literal>>{{1}, {-1}});
}

TEST_CASE("the values of a formula's variables are read back as words") {
  TermPool pool;
  const Term x = pool.variable("x", 128);
  const Term p = pool.variable("p", 0);
  const Query query = {"q", {}, {{"a", pool.disjunction(p, pool.equal(x, pool.constant(128, 0)))}}};
  const CnfQuery formula = to_cnf(query);
  PropagatedValues values(formula.cnf);
  const Uint128 number = (Uint128{0x8000000000000001U} << 64U) | 0x1234U;
  for (const CnfQuery::TermBits &variable : formula.variables) {
    const Uint128 value = variable.term == x ? number : Uint128{1};
    for (std::size_t i = 0; i < variable.bits.size(); ++i)
      values.set(variable.bits[i], ((value >> i) & 1U) != 0);
  }
  REQUIRE(values.propagate());
  const Assignment read = assignment_of(formula, [&](Literal l) { return values.is_true(l); });
  CHECK(read == Assignment{{"p", 1}, {"x", number}});
}

} // namespace
} // namespace dma_verify::smt
