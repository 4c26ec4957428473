// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/query.h"

#include "smt/terms/integer_query.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace dma_verify::smt {
namespace {

TEST_CASE("a query is printed as a script with named assertions") {
  TermPool pool;
  const Term size = pool.variable("size", 8);
  const Term sum = pool.add(size, pool.constant(8, 0x0f));
  Query query;
  query.name = "example";
  query.comments = {"clause: sums do not wrap"};
  query.assertions = {
      {"assumption-M7", pool.less(size, pool.constant(8, 0xf0))},
      {"violation", pool.conjunction(pool.less(sum, size), pool.negation(pool.equal(sum, size)))}};
  CHECK(to_smtlib(query) ==
        R"(; example
; clause: sums do not wrap
(set-logic QF_BV)
(declare-const size (_ BitVec 8))
(define-fun t1 () (_ BitVec 8) (bvadd size #x0f))
(assert (! (bvult size #xf0) :named assumption-M7))
(assert (! (and (bvult t1 size) (not (= t1 size))) :named violation))
(check-sat)
)");
}

TEST_CASE("words whose width is no multiple of four are printed in binary") {
  TermPool pool;
  Query query;
  query.assertions = {{"a", pool.equal(pool.variable("x", 3), pool.constant(3, 5))}};
  CHECK(to_smtlib(query).find("#b101") != std::string::npos);
}

TEST_CASE("the text does not depend on what else the pool holds") {
  const auto text = [](unsigned unrelated) {
    TermPool pool;
    for (unsigned i = 0; i < unrelated; ++i)
      pool.constant(32, 1000 + i);
    const Term x = pool.variable("x", 8);
    const Term twice = pool.add(x, x);
    return to_smtlib({"q", {}, {{"a", pool.less(twice, pool.add(twice, x))}}});
  };
  CHECK(text(0) == text(10));
}

TEST_CASE("the variables of a query are those that it mentions") {
  TermPool pool;
  const Term x = pool.variable("x", 8);
  pool.variable("y", 8);
  const Query query = {"q", {}, {{"a", pool.less(x, pool.constant(8, 3))}}};
  REQUIRE(variables_of(query).size() == 1);
  CHECK(variables_of(query).front() == x);
}

TEST_CASE("one name has one width") {
  TermPool pool;
  const Term x = pool.variable("x", 8);
  CHECK(pool.variable("x", 8) == x);
  CHECK_THROWS_AS(pool.variable("x", 9), std::logic_error);
}

TEST_CASE("SHA-256 is the standard's") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a query in integers bounds its words and wraps its sums") {
  TermPool pool;
  const Term x = pool.variable("x", 8);
  const Query query = {"q", {}, {{"a", pool.less(pool.add(x, pool.constant(8, 1)), x)}}};
  CHECK(to_integer_smtlib(query) == R"(; q, words as integers
(set-logic QF_NIA)
(declare-const x Int)
(assert (and (<= 0 x) (< x 256)))
(define-fun t1 () Int (ite (< (+ x 1) 256) (+ x 1) (- (+ x 1) 256)))
(define-fun t2 () Bool (< t1 x))
(assert (! t2 :named a))
(check-sat)
)");
}

TEST_CASE("masks and shifts by variables have no reading in integers") {
  TermPool pool;
  const Term x = pool.variable("x", 8);
  const Term y = pool.variable("y", 8);
  const Term zero = pool.constant(8, 0);
  CHECK_FALSE(to_integer_smtlib({"q", {}, {{"a", pool.equal(pool.bit_and(x, y), zero)}}}));
  CHECK_FALSE(to_integer_smtlib({"q", {}, {{"a", pool.equal(pool.shift_left(x, y), zero)}}}));
}

} // namespace
} // namespace dma_verify::smt
