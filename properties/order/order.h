// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a call is smaller. A scenario is a list of numbers in kernel terms, the
// most significant first; 0 is the simplest value of each. All engines use this text, so that the
// minimizer and the solvers have the same order.
#pragma once

#include "properties/ops_helpers/order.h"
#include "properties/remap/order.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

// Calls visit(kind of number, member) for each field of a unit, most significant first. Further
// scenarios are visited in step. One line for each unit.
template <class Visitor, class... S>
constexpr void for_each_number(UnitId unit, Order which, Visitor &&visit, S &&...s) {
  switch (unit) {
  case UnitId::ops_helpers:
    return ops_helpers::visit_numbers(which, visit, s...);
  case UnitId::remap:
    return remap::visit_numbers(which, visit, s...);
  }
}

namespace order {

// Has the simplest value of each finite member.
inline constexpr StoredScenario kSimplest{};

void a_field_needs_one_place_in_the_order(); // not defined: a call of it does not compile

template <UnitId kUnit> consteval std::size_t field_count() {
  StoredScenario any;
  any.call.unit = kUnit;
  std::size_t count = 0;
  for_each_field([&](const Field &, const auto &) { ++count; }, any);
  return count;
}

// The fields of a unit as its numbers are ordered. That each field has one place is checked here,
// while the program is compiled.
template <UnitId kUnit, Order kOrder> consteval auto fields_in_order() {
  StoredScenario any;
  any.call.unit = kUnit;
  std::array<Field, field_count<kUnit>()> fields{};
  std::array<bool, field_count<kUnit>()> has_place{};
  std::size_t numbers = 0;
  for_each_number(
      kUnit, kOrder,
      [&](const auto &, const auto &member) {
        const void *here = &member;
        std::size_t position = 0;
        for_each_field(
            [&](const Field &field, const auto &other) {
              const std::size_t at = position++;
              if (here != static_cast<const void *>(&other))
                return;
              if (has_place[at])
                a_field_needs_one_place_in_the_order();
              has_place[at] = true;
              fields[numbers++] = field;
            },
            any);
      },
      any);
  if (numbers != fields.size())
    a_field_needs_one_place_in_the_order();
  return fields;
}

template <UnitId kUnit> std::span<const Field> fields_in_order(Order which) {
  static constexpr auto kUsual = fields_in_order<kUnit, Order::usual>();
  static constexpr auto kOther = fields_in_order<kUnit, Order::buffer_before_offset>();
  return which == Order::usual ? kUsual : kOther;
}
inline std::span<const Field> fields_in_order(UnitId unit, Order which) {
  switch (unit) {
  case UnitId::ops_helpers:
    return fields_in_order<UnitId::ops_helpers>(which);
  case UnitId::remap:
    return fields_in_order<UnitId::remap>(which);
  }
  return {};
}

template <class Kind> std::string_view name_of(const Kind &, const Field &field) {
  if constexpr (requires { Kind::kName; }) {
    return Kind::kName;
  } else {
    return field.name;
  }
}

// Calls visit(field, kind, member, its simplest value) for each number of the scenario's call, most
// significant first.
template <class S, class Visit>
void for_each_number_of_call(Order which, S &scenario, Visit &&visit) {
  const std::span<const Field> fields = fields_in_order(scenario.call.unit, which);
  std::size_t position = 0;
  for_each_number(
      scenario.call.unit, which,
      [&](const auto &kind, auto &member, const auto &simplest) {
        const Field &field = fields[position++];
        if (field.used_by(scenario.call))
          visit(field, kind, member, simplest);
      },
      scenario, kSimplest);
}

} // namespace order

// Calls visit(name, number) for each number of the scenario's call, most significant first.
template <class M, class Visit>
void for_each_rank(Order which, const Scenario<M> &scenario, Visit &&visit) {
  order::for_each_number_of_call(
      which, scenario,
      [&](const Field &field, const auto &kind, const auto &member, const auto &simplest) {
        visit(order::name_of(kind, field), kind.template read<M>(member, simplest, scenario));
      });
}

// The order of this property's counterexamples.
Order order_of(std::string_view property);

// The numbers of a concrete scenario.
using Ranks = std::vector<Uint128>;

template <class M> Ranks ranks_of(Order which, const Scenario<M> &scenario) requires M::kConcrete {
  Ranks ranks;
  ranks.reserve(24);
  for_each_rank<M>(which, scenario, [&](std::string_view, const typename M::Wide &value) {
    ranks.push_back(value.value());
  });
  return ranks;
}

// Whether the scenario is smaller than the one with these ranks, which is of the same call and
// architecture.
template <class M>
typename M::Bool is_smaller(Order which, const Scenario<M> &scenario, const Ranks &than) {
  using Wide = typename M::Wide;
  std::vector<Wide> ranks;
  ranks.reserve(than.size());
  for_each_rank<M>(which, scenario,
                   [&](std::string_view, const Wide &value) { ranks.push_back(value); });
  typename M::Bool smaller(false);
  for (std::size_t i = ranks.size(); i-- > 0;) {
    const Wide bound(than[i]);
    smaller = either(ranks[i] < bound, both(ranks[i] == bound, smaller));
  }
  return smaller;
}

// Of stored scenarios, on the machine of their architecture.
Ranks ranks_of(const StoredScenario &stored, Order which = Order::usual);
std::vector<std::string_view> rank_names(HelperId call, Order which = Order::usual);

// Lexicographic: -1 if `a` is smaller than `b`, 0 if equal, 1 if larger. Same call and
// architecture.
int compare_scenarios(const StoredScenario &a, const StoredScenario &b, Order which = Order::usual);

} // namespace dma_verify
