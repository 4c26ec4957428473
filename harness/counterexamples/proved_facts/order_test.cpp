// SPDX-License-Identifier: GPL-2.0-only
// The order and the conditions say the same on terms as on machine words.
#include "properties/random/scenarios.h"
#include "smt/obligations/claims/failing_set.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

namespace dma_verify::smt {
namespace {

const std::vector<HelperId> kCalls = all_helpers();

// The words of a scenario, by the names of their fields.
Assignment words_of(const StoredScenario &scenario) {
  Assignment words;
  for_each_field(
      [&](const Field &field, const auto &member) {
        const std::string name(field.name);
        if constexpr (requires { member.frame; }) {
          words[name] = member.frame.word.value();
        } else if constexpr (requires { member.word; }) {
          words[name] = member.word.value();
        } else if constexpr (requires { member.value(); }) {
          words[name] = member.value();
        }
      },
      scenario);
  return words;
}

std::vector<StoredScenario> drawn(const Architecture &row, HelperId call, unsigned count) {
  rc::Random draws(7);
  const auto schedules = random::fault_schedules(call, {});
  std::vector<StoredScenario> scenarios;
  for (unsigned i = 0; i < count; ++i) {
    scenarios.push_back(random::generate(draws.split(), 100, row, call,
                                         schedules[i % schedules.size()], random::Aim::boundary));
  }
  return scenarios;
}

// Calls visit(scenario, other, its words as terms) for pairs of drawn scenarios.
template <class M, class Visit> void for_pairs(const Architecture &row, Visit &&visit) {
  for (const HelperId call : kCalls) {
    const auto scenarios = drawn(row, call, 60);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
      TermPool pool;
      Explorer explorer(pool);
      const Scenario<M> terms = symbolic_scenario<M>(explorer, scenarios[i]);
      StoredScenario near = scenarios[i]; // differs in one number only
      near.size.word = scenarios[(i + 1) % scenarios.size()].size.word;
      for (const StoredScenario &other : {scenarios[(i * 7 + 1) % scenarios.size()], near})
        visit(scenarios[i], other, terms, pool);
    }
  }
}

template <class M> void check_order(const Architecture &row) {
  unsigned smaller = 0;
  unsigned wrong = 0;
  for (const Order order : {Order::usual, Order::buffer_before_offset}) {
    for_pairs<M>(row, [&](const StoredScenario &one, const StoredScenario &other,
                          const Scenario<M> &terms, TermPool &pool) {
      const Term term = is_smaller<M>(order, terms, ranks_of(other, order)).value().term(pool);
      const Assignment words = words_of(one);
      const bool on_terms = Evaluator(words)(term) != 0;
      const bool on_words = compare_scenarios(one, other, order) < 0;
      smaller += on_words ? 1U : 0U;
      wrong += on_terms == on_words ? 0U : 1U;
    });
  }
  CHECK(wrong == 0);
  CHECK(smaller > 200);
}

template <class M> void check_conditions(const Architecture &row) {
  unsigned wrong = 0;
  unsigned holding = 0;
  for_pairs<M>(row, [&](const StoredScenario &one, const StoredScenario &here,
                        const Scenario<M> &terms, TermPool &pool) {
    const auto on_words = conditions_that_hold(one, here);
    const auto on_terms = conditions_of<M>(terms, here);
    CHECK(on_terms.size() == on_words.size());
    const Assignment words = words_of(one);
    Evaluator value_of(words);
    for (std::size_t i = 0; i < on_words.size(); ++i) {
      wrong += (value_of(on_terms[i].holds.value().term(pool)) != 0) == on_words[i] ? 0U : 1U;
      holding += on_words[i] ? 1U : 0U;
    }
  });
  CHECK(wrong == 0);
  CHECK(holding > 1000);
}

TEST_CASE("the order is the same on terms and on machine words") {
  check_order<SymbolicMachine<64, 64, 64, 32>>(make_architecture(64, 64, 64, 12));
  check_order<SymbolicMachine<32, 32, 64, 32>>(make_architecture(32, 32, 64, 16));
  check_order<SymbolicMachine<8, 8, 8, 4>>(make_architecture(8, 8, 8, 3));
}

TEST_CASE("the conditions of regions are the same on terms and on machine words") {
  check_conditions<SymbolicMachine<64, 64, 64, 32>>(make_architecture(64, 64, 64, 12));
  check_conditions<SymbolicMachine<32, 32, 64, 32>>(make_architecture(32, 32, 64, 16));
  check_conditions<SymbolicMachine<8, 8, 8, 4>>(make_architecture(8, 8, 8, 3));
}

TEST_CASE("each property's order has the numbers of its call, each once") {
  for (const HelperId call : kCalls) {
    auto usual = rank_names(call);
    auto other = rank_names(call, Order::buffer_before_offset);
    CHECK(usual.size() == other.size());
    std::ranges::sort(usual);
    std::ranges::sort(other);
    CHECK(usual == other);
    CHECK(std::ranges::adjacent_find(usual) == usual.end());
  }
}

} // namespace
} // namespace dma_verify::smt
