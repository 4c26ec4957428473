// SPDX-License-Identifier: GPL-2.0-only
// For all words the terms of the symbolic model have the values that the concrete model gives: each
// effect, and each obligation. Tested on random calls, most of them outside any contract.
#include "harness/develop/encodings/flat.h"
#include "model/kernel/convert.h"
#include "model/run_model.h"
#include "properties/model_subject.h"
#include "smt/jobs/proof_jobs.h"
#include "smt/symbolic/scenario.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace dma_verify::smt {
namespace {

template <class M>
using ConcreteOf = ConcreteMachine<M::kWordBits, M::kPhysBits, M::kDmaBits, M::kIntBits>;

const std::vector<HelperId> kCalls = all_helpers();

// A number that is often small, near the top, or at a place of the architecture's address space.
std::uint64_t any_number(const Architecture &row) {
  const std::uint64_t plain = *rc::gen::arbitrary<std::uint64_t>();
  const std::uint64_t small = plain % 4;
  const std::uint64_t page = std::uint64_t{1} << row.page_shift;
  switch (*rc::gen::inRange(0, 8)) {
  case 0:
    return plain;
  case 1:
    return small;
  case 2:
    return std::uint64_t{0} - small;
  case 3:
    return small * page;
  case 4:
    return std::uint64_t{0} - small * page;
  case 5:
    return row.linear_base + small * page;
  case 6:
    return row.vmalloc_base + small * page;
  default:
    return (plain % 64) * page / 2;
  }
}

// Words of the widths that the call's scenario has on this row, for these finite answers.
template <class M> Assignment any_words(const StoredScenario &answers) {
  TermPool pool;
  Explorer explorer(pool);
  const Scenario<M> symbolic = symbolic_scenario<M>(explorer, answers);
  std::map<std::string, unsigned> widths;
  const auto note = [&](const Field &field, const auto &member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (requires { Member::kWidth; })
      widths[std::string(field.name)] = Member::kWidth;
    else if constexpr (requires { Member::Word::kWidth; })
      widths[std::string(field.name)] = Member::Word::kWidth;
    else if constexpr (std::is_same_v<Member, Page<M>>)
      widths[std::string(field.name)] = M::kWordBits;
  };
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.used_by(answers.call))
          note(field, member);
      },
      symbolic);
  Assignment words;
  for (const auto &[name, width] : widths)
    words[name] = any_number(answers.architecture) & low_bits(width);
  return words;
}

template <class M> void check_effects(const Architecture &row) {
  const HelperId call = *rc::gen::elementOf(kCalls);
  const StoredScenario answers = *rc::gen::elementOf(finite_answers(row, call));
  const Assignment words = any_words<M>(answers);

  TermPool pool;
  Explorer explorer(pool);
  const Scenario<M> symbolic = symbolic_scenario<M>(explorer, answers);
  const std::vector<Term> terms = explorer.explore([&] {
    Observation<M> seen;
    run_model(symbolic, seen);
    FlatTerms flat(pool);
    flatten_observation(flat, call, seen);
    return flat.row;
  });

  using C = ConcreteOf<M>;
  Observation<C> seen;
  run_model(convert_scenario<C>(scenario_of(answers, words)), seen);
  FlatNumbers numbers;
  flatten_observation(numbers, call, seen);
  RC_ASSERT(terms.size() == numbers.row.size());
  Evaluator value_of(words);
  for (std::size_t i = 0; i < terms.size(); ++i)
    RC_ASSERT(value_of(terms[i]) == numbers.row[i]);
}

TEST_CASE("a symbolic run shows each effect of the concrete run, on words of all widths") {
  CHECK(rc::check("64-64-64", [] {
    const unsigned shift = *rc::gen::element(12U, 13U, 14U, 15U, 16U, 18U);
    check_effects<SymbolicMachine<64, 64, 64, 32>>(make_architecture(64, 64, 64, shift));
  }));
  CHECK(rc::check("32-32-32", [] {
    const unsigned shift = *rc::gen::element(12U, 15U, 18U);
    check_effects<SymbolicMachine<32, 32, 32, 32>>(
        make_architecture(32, 32, 32, shift, *rc::gen::arbitrary<bool>()));
  }));
  CHECK(rc::check("32-64-64", [] {
    check_effects<SymbolicMachine<32, 64, 64, 32>>(make_architecture(32, 64, 64, 12));
  }));
  CHECK(rc::check("32-32-64", [] {
    check_effects<SymbolicMachine<32, 32, 64, 32>>(make_architecture(32, 32, 64, 14));
  }));
  CHECK(rc::check("8-8-8", [] {
    const unsigned shift = *rc::gen::element(2U, 3U, 4U);
    check_effects<SymbolicMachine<8, 8, 8, 4>>(make_architecture(8, 8, 8, shift));
  }));
}

// The obligations of one property on one row, and the position of each choice of answers in them.
struct Terms {
  std::vector<ProofJob> jobs;
  std::vector<Obligation> obligations;
  std::map<std::string, std::size_t> place;
};

template <class M> void check_obligations(const Terms &terms) {
  const ProofJob &first = terms.jobs.front();
  const auto &cases = terms.obligations.front().cases;
  const std::size_t here = *rc::gen::inRange(std::size_t{0}, cases.size());
  const Assignment words = any_words<M>(cases[here].answers);
  const StoredScenario scenario = scenario_of(cases[here].answers, words);
  const Assessment seen = assess_model(first.property, scenario);
  Evaluator value_of(words);
  const auto holds = [&](Term term) { return value_of(term) != 0; };
  for (std::size_t i = 0; i < terms.jobs.size(); ++i) {
    const ObligationCase &one = terms.obligations[i].cases[here];
    RC_ASSERT(std::ranges::all_of(one.assumed, holds) == seen.in_contract);
    RC_ASSERT(holds(one.judged) == seen.judged);
    RC_ASSERT(holds(one.violated) ==
              model_violates(first.property, terms.jobs[i].clause, scenario));
  }
}

template <class M> void check_catalogue(const Architecture &row) {
  std::map<std::string, Terms> by_property;
  for (const ProofJob &job : proof_jobs_on({&row, 1})) {
    if (job.kind == ProofKind::clause)
      by_property[job.property_id].jobs.push_back(job);
  }
  for (auto &[property, terms] : by_property) {
    terms.obligations = explore(symbolic_model(), terms.jobs.front());
    CHECK(rc::check(property + " on " + architecture_id(row),
                    [&terms = terms] { check_obligations<M>(terms); }));
  }
}

TEST_CASE("an obligation's terms say of any call what its property says of the concrete run") {
  check_catalogue<SymbolicMachine<64, 64, 64, 32>>(make_architecture(64, 64, 64, 16));
  check_catalogue<SymbolicMachine<32, 32, 32, 32>>(make_architecture(32, 32, 32, 12));
  check_catalogue<SymbolicMachine<32, 64, 64, 32>>(make_architecture(32, 64, 64, 18));
  check_catalogue<SymbolicMachine<32, 32, 64, 32>>(make_architecture(32, 32, 64, 15));
  check_catalogue<SymbolicMachine<64, 64, 64, 32>>(make_architecture(64, 64, 64, 12, false));
  for (const Architecture &row : small_architectures())
    check_catalogue<SymbolicMachine<8, 8, 8, 4>>(row);
}

TEST_CASE("a wrong term is seen") {
  TermPool pool;
  const Term x = pool.variable("x", 8);
  const Term wrong = pool.less(x, pool.constant(8, 4)); // for x < 3
  const auto value_at = [&](std::uint64_t value) {
    const Assignment words = {{"x", value}};
    return Evaluator(words)(wrong);
  };
  CHECK_FALSE(rc::check("wrong", [&] {
    const std::uint64_t value = *rc::gen::inRange<std::uint64_t>(0, 5);
    RC_ASSERT((value_at(value) != 0) == (value < 3));
  }));
}

} // namespace
} // namespace dma_verify::smt
