// SPDX-License-Identifier: GPL-2.0-only
// The checker compared with the definitions, on random formulas with a small number of variables.
#include "smt/certificates/check/rup_checker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace rup_checker {
namespace {

constexpr Literal kVariables = 5;
using Clauses = std::vector<Clause>;

bool has_model(const Clauses &clauses) {
  for (unsigned model = 0; model < (1U << kVariables); ++model) {
    const auto holds = [&](Literal literal) {
      return (((model >> (std::abs(literal) - 1)) & 1U) != 0) == (literal > 0);
    };
    if (std::ranges::all_of(
            clauses, [&](const Clause &clause) { return std::ranges::any_of(clause, holds); }))
      return true;
  }
  return false;
}

// Unit propagation by looking at every clause again and again: the literals that are true once
// those of the lemma are false; nothing if that is a conflict.
std::optional<Clause> consequences(const Clauses &clauses, const Clause &lemma) {
  std::array<int, 2 * kVariables + 1> value{}; // by literal: 1 true, -1 false
  const auto of = [&](Literal literal) -> int & {
    const int place = literal + kVariables;
    return value[static_cast<std::size_t>(place)];
  };
  Clause facts;
  const auto make_true = [&](Literal literal) {
    facts.push_back(literal);
    of(literal) = 1;
    of(-literal) = -1;
  };
  for (const Literal literal : lemma) {
    if (of(literal) > 0)
      return std::nullopt;
    make_true(-literal);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const Clause &clause : clauses) {
      if (std::ranges::any_of(clause, [&](Literal l) { return of(l) > 0; }))
        continue;
      Clause open;
      std::ranges::copy_if(clause, std::back_inserter(open), [&](Literal l) { return of(l) == 0; });
      if (open.empty())
        return std::nullopt;
      if (std::ranges::all_of(open, [&](Literal l) { return l == open.front(); })) {
        make_true(open.front());
        changed = true;
      }
    }
  }
  return facts;
}

std::string text_of(const Clause &clause) {
  std::string text;
  for (const Literal literal : clause)
    text += std::to_string(literal) + " ";
  return text + "0\n";
}

struct RandomCase {
  Clauses formula;
  std::string formula_text;
  std::string proof;
  bool right = true; // every lemma follows, the empty one at the end too
};

// Lemmas and deletions drawn at random; `honest`: only lemmas that follow, but for the last.
RandomCase random_case(std::mt19937 &random, bool honest) {
  const auto draw = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  const auto draw_clause = [&](unsigned size) {
    Clause clause;
    for (unsigned i = 0; i < size; ++i) {
      const auto variable = static_cast<Literal>(1 + draw(kVariables));
      clause.push_back(draw(2) == 0 ? variable : -variable);
    }
    return clause;
  };
  RandomCase result;
  for (unsigned i = 0; i < 18; ++i)
    result.formula.push_back(draw_clause(2 + draw(2)));
  result.formula_text = "p cnf " + std::to_string(kVariables) + " 18\n";
  for (const Clause &clause : result.formula)
    result.formula_text += text_of(clause);

  Clauses known = result.formula;
  Clauses facts; // unit clauses; they stay when what they came from is deleted
  const auto follows = [&](const Clause &lemma) {
    Clauses all = known;
    all.insert(all.end(), facts.begin(), facts.end());
    return !consequences(all, lemma);
  };
  for (unsigned i = 0; i < 40 && !follows({}); ++i) {
    Clauses all = known;
    all.insert(all.end(), facts.begin(), facts.end());
    const Clause units = consequences(all, {}).value_or(Clause());
    for (const Literal fact : units)
      facts.push_back({fact});
    if (draw(6) == 0) {
      const auto place = known.begin() + draw(static_cast<unsigned>(known.size()));
      result.proof += "d " + text_of(*place);
      known.erase(place);
      continue;
    }
    const Clause lemma = draw_clause(1 + draw(3));
    const bool lemma_follows = follows(lemma);
    if (honest && !lemma_follows)
      continue;
    result.right = result.right && lemma_follows;
    result.proof += text_of(lemma);
    known.push_back(lemma);
  }
  result.right = result.right && follows({});
  result.proof += "0\n";
  return result;
}

TEST_CASE("the verdict on random proofs is that of the definitions") {
  std::mt19937 random(20240601);
  unsigned verified = 0;
  unsigned rejected = 0;
  for (unsigned i = 0; i < 4000; ++i) {
    const RandomCase one = random_case(random, i % 2 == 0);
    CAPTURE(one.formula_text);
    CAPTURE(one.proof);
    const Outcome outcome = check(one.formula_text, one.proof, ProofForm::text);
    REQUIRE(outcome.verdict == (one.right ? Verdict::verified : Verdict::rejected));
    if (one.right) {
      REQUIRE_FALSE(has_model(one.formula));
      ++verified;
    } else {
      rejected += has_model(one.formula) ? 0U : 1U;
    }
  }
  CHECK(verified > 200);
  CHECK(rejected > 50); // of formulas without a model, for their proofs alone
}

} // namespace
} // namespace rup_checker
