// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/scenario.h"

#include "model/kernel/member.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace dma_verify::smt {
namespace {

// The values that a member takes one by one; a member that is no finite answer keeps its value. A
// search that stays inside the contract (`outside` is false) keeps the base's value of members that
// hardly any call inside the contract needs; proofs try all values, and their assumptions exclude
// some.
template <FiniteMember Finite> std::vector<Finite> values_of(const Field &field, Finite) {
  const std::span<const Finite> values = finite_values<Finite>(field);
  if (values.empty())
    throw std::logic_error("no finite list of answers for field " + std::string(field.name));
  return {values.begin(), values.end()};
}
std::vector<Page<WidestMachine>> values_of(const Field &, const Page<WidestMachine> &page) {
  return {Page<WidestMachine>::null(), Page<WidestMachine>::of(page.frame)};
}
template <unsigned Width>
std::vector<dma_verify::Bits<Width>> values_of(const Field &, dma_verify::Bits<Width> word) {
  return {word};
}
template <class Unit, class Word>
std::vector<Quantity<Unit, Word>> values_of(const Field &, Quantity<Unit, Word> word) {
  return {word};
}

template <FiniteMember Plain> std::string text_of(Plain value) { return text_of_answer(value); }
std::string text_of(const Page<WidestMachine> &page) { return page.is_null ? "NULL" : "a page"; }
template <unsigned Width> std::string text_of(dma_verify::Bits<Width>) { return {}; }
template <class Unit, class Word> std::string text_of(Quantity<Unit, Word>) { return {}; }

// What an assignment says of a finite answer that was open.
template <class Word> void assign_answer(const Field &, const Assignment &, Word &) {}
template <FiniteMember Plain>
void assign_answer(const Field &field, const Assignment &words, Plain &member) {
  for (const Plain value : finite_values<Plain>(field)) {
    const auto place = words.find(name_of_answer(field, value));
    if (place != words.end() && place->second != 0) {
      member = value;
      return;
    }
  }
}
void assign_answer(const Field &field, const Assignment &words, Page<WidestMachine> &page) {
  const auto place = words.find(name_of_page(field));
  if (place != words.end() && place->second != 0)
    page.is_null = false;
}

template <unsigned Width> void assign(dma_verify::Bits<Width> &word, Uint128 value) {
  word = dma_verify::Bits<Width>(value);
}
template <class Unit, class Word> void assign(Quantity<Unit, Word> &quantity, Uint128 value) {
  assign(quantity.word, value);
}
void assign(Page<WidestMachine> &page, Uint128 value) { assign(page.frame, value); }
template <class Plain>
requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
void assign(Plain &, Uint128) {}

// The scenario has an answer to a question that nobody asks, given its other answers: the scenario
// with the default answer is the same.
bool says_nothing_new(const StoredScenario &scenario) {
  const StoredScenario plain;
  const bool no_area =
      scenario.contiguous_page.is_null && (scenario.contiguous_area != plain.contiguous_area ||
                                           scenario.contiguous_highmem != plain.contiguous_highmem);
  const bool no_ops = scenario.use_dma_iommu && scenario.ops_has_unmap != plain.ops_has_unmap;
  const bool geometry_answers =
      scenario.pool_described && scenario.pool_claims != plain.pool_claims;
  const bool no_status = (scenario.pool_described || !scenario.pool_claims) &&
                         scenario.pool_status != plain.pool_status;
  const bool no_pool_memory = scenario.buffer_kind != BufferKind::device_pool &&
                              scenario.missing_section != plain.missing_section;
  return no_area || no_ops || geometry_answers || no_status || no_pool_memory;
}

} // namespace

std::string text_of_answer(bool value) { return value ? "true" : "false"; }
std::string text_of_answer(int value) { return std::to_string(value); }
std::string text_of_answer(Direction value) { return std::string(to_string(value)); }
std::string text_of_answer(Allocator value) { return std::string(to_string(value)); }
std::string text_of_answer(BufferKind value) { return std::string(to_string(value)); }
std::string text_of_answer(ContiguousArea value) { return std::string(to_string(value)); }
std::string name_of_page(const Field &field) { return std::string(field.name) + "=page"; }

std::vector<StoredScenario> finite_choices(const StoredScenario &first, const IsFree &is_free,
                                           bool outside) {
  std::vector<StoredScenario> all = {first};
  // Field by field: each scenario so far, once with each of the field's values.
  std::size_t position = 0;
  for_each_field(
      [&](const Field &field, const auto &member) {
        const std::size_t here = position++;
        if (!field.used_by(first.call) || !is_free(field) ||
            (field.fixed_inside_contract && !outside))
          return;
        std::vector<StoredScenario> next;
        for (const StoredScenario &base : all) {
          for (const auto &value : values_of(field, member)) {
            StoredScenario scenario = base;
            std::size_t other = 0;
            for_each_field(
                [&](const Field &, auto &target) {
                  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(target)>,
                                               std::remove_cvref_t<decltype(member)>>) {
                    if (other == here)
                      target = value;
                  }
                  ++other;
                },
                scenario);
            next.push_back(scenario);
          }
        }
        all = std::move(next);
      },
      first);
  return all;
}

std::vector<StoredScenario> finite_answers(const Architecture &architecture, HelperId call) {
  StoredScenario first;
  first.architecture = architecture;
  first.call = call;
  std::vector<StoredScenario> all = finite_choices(
      first, [](const Field &field) { return !field.unread_by_model; }, true);
  std::erase_if(all, says_nothing_new);
  return all;
}

std::string describe_answers(const StoredScenario &answers) {
  std::string text;
  for_each_field(
      [&](const Field &field, const auto &member) {
        const std::string value = text_of(member);
        if (!field.used_by(answers.call) || value.empty())
          return;
        text += (text.empty() ? "" : ", ") + std::string(field.name) + " = " + value;
      },
      answers);
  return text;
}

StoredScenario scenario_of(const StoredScenario &answers, const Assignment &words) {
  StoredScenario scenario = answers;
  for_each_field(
      [&](const Field &field, auto &member) {
        const auto place = words.find(field.name);
        if (place != words.end())
          assign(member, place->second);
        assign_answer(field, words, member);
      },
      scenario);
  return scenario;
}

} // namespace dma_verify::smt
