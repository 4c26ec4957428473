// SPDX-License-Identifier: GPL-2.0-only
// What a folding pool makes of an operation has the same value as the operation as it was written.
#include "smt/solvers/z3_solver.h"
#include "smt/terms/query.h"
#include "smt/terms/recipes.h"

#include <doctest/doctest.h>

#include <map>

namespace dma_verify::smt {
namespace {

// The same term in another pool, which does not fold.
class Copies {
public:
  explicit Copies(TermPool &to) : to_(to) {}

  Term operator()(Term term) {
    const auto known = copies_.find(term.id());
    if (known != copies_.end())
      return known->second;
    std::array<Term, 3> a{};
    for (unsigned i = 0; i < term.arity(); ++i)
      a[i] = (*this)(term.argument(i));
    return copies_[term.id()] = copy(term, a);
  }

private:
  Term copy(Term term, const std::array<Term, 3> &a) {
    switch (term.op()) {
    case Op::constant:
      return term.width() == 0 ? to_.truth(term.value() != 0)
                               : to_.constant(term.width(), term.value());
    case Op::variable:
      return to_.variable(term.name(), term.width());
    case Op::add:
      return to_.add(a[0], a[1]);
    case Op::subtract:
      return to_.subtract(a[0], a[1]);
    case Op::bit_and:
      return to_.bit_and(a[0], a[1]);
    case Op::bit_or:
      return to_.bit_or(a[0], a[1]);
    case Op::bit_not:
      return to_.bit_not(a[0]);
    case Op::shift_left:
      return to_.shift_left(a[0], a[1]);
    case Op::shift_right:
      return to_.shift_right(a[0], a[1]);
    case Op::extract:
      return to_.extract(a[0], static_cast<unsigned>(term.value()), term.width());
    case Op::zero_extend:
      return to_.zero_extend(a[0], term.width());
    case Op::equal:
      return to_.equal(a[0], a[1]);
    case Op::less:
      return to_.less(a[0], a[1]);
    case Op::negation:
      return to_.negation(a[0]);
    case Op::conjunction:
      return to_.conjunction(a[0], a[1]);
    case Op::disjunction:
      return to_.disjunction(a[0], a[1]);
    case Op::choice:
      return to_.choice(a[0], a[1], a[2]);
    }
    return {};
  }

  TermPool &to_;
  std::map<std::uint32_t, Term> copies_;
};

TEST_CASE("a pool without folding makes each operation as it is written") {
  TermPool pool(Folding::off);
  const Term x = pool.variable("x", 8);
  CHECK(pool.subtract(x, x).op() == Op::subtract);
  CHECK(pool.add(x, pool.constant(8, 0)).op() == Op::add);
  CHECK(pool.equal(x, x).op() == Op::equal);
  CHECK(pool.less(x, pool.constant(8, 0)).op() == Op::less);
  CHECK(pool.negation(pool.negation(pool.less(x, x))).op() == Op::negation);
  CHECK(pool.choice(pool.truth(true), x, x).op() == Op::choice);
  CHECK(pool.add(pool.constant(8, 1), pool.constant(8, 2)).op() == Op::add);
}

TEST_CASE("on small words what is folded has the value of what was written, for all values") {
  std::size_t simplified = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    TermPool folding;
    TermPool plain(Folding::off);
    const auto folded = Recipe(folding, kSmallWidth, seed).all();
    const auto written = Recipe(plain, kSmallWidth, seed).all();
    REQUIRE(folded.size() == written.size());
    simplified += plain.size() - folding.size();
    bool equal = true;
    for (unsigned number = seed % 7; number < kSmallValues; number += 7) {
      const Assignment values = small_values(number);
      Evaluator of_folded(values);
      Evaluator of_written(values);
      for (std::size_t i = 0; i < folded.size(); ++i)
        equal = equal && of_folded(folded[i]) == of_written(written[i]);
    }
    CHECK(equal);
  }
  CHECK(simplified > 150); // the recipes meet what is folded
}

TEST_CASE("on 64-bit words Z3 finds no values for which what is folded differs") {
  for (unsigned seed = 1000; seed < 1040; ++seed) {
    CAPTURE(seed);
    TermPool folding;
    TermPool plain(Folding::off);
    const auto folded = Recipe(folding, 32, seed).all();
    const auto written = Recipe(plain, 32, seed).all();
    Copies copy(plain);
    Query query{"differs", {}, {}};
    Term differs = plain.truth(false);
    for (std::size_t i = 0; i < folded.size(); ++i)
      differs =
          plain.disjunction(differs, plain.negation(plain.equal(copy(folded[i]), written[i])));
    query.assertions.push_back({"differs", differs});
    CHECK(std::holds_alternative<Unsat>(solve_with_z3(query, {}, Encoding::bit_vectors)));
  }
}

} // namespace
} // namespace dma_verify::smt
