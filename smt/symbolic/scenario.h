// SPDX-License-Identifier: GPL-2.0-only
// Symbolic scenarios: every word is a free variable with the name of its field; finite answers are
// concrete, in all combinations, or open. And the way back from a solver's model to a scenario.
#pragma once

#include "model/kernel/convert.h"
#include "model/kernel/member.h"
#include "smt/symbolic/bits.h"
#include "smt/terms/evaluate.h"

#include <functional>
#include <string>
#include <string_view>

namespace dma_verify::smt {

// All combinations of the finite arguments and answers that the call reads: truth values,
// enumerations, statuses, and whether an allocator serves; without those that differ only in an
// answer that nobody asks for. Words are 0.
std::vector<StoredScenario> finite_answers(const Architecture &architecture, HelperId call);

// The same over other scenarios: in each, the free fields take all of their finite values, and the
// others keep those of `first`, words included. With `outside`, free fields also take what proofs
// of calls inside the contract leave out.
using IsFree = std::function<bool(const Field &)>;
std::vector<StoredScenario> finite_choices(const StoredScenario &first, const IsFree &is_free,
                                           bool outside);

// The finite answers in words, by field, for the head of a query.
std::string describe_answers(const StoredScenario &answers);

// `answers` with the words of the assignment; a word that it does not name stays 0.
StoredScenario scenario_of(const StoredScenario &answers, const Assignment &words);

// The truth value that stands for this value of a finite field, where the field is open.
std::string text_of_answer(bool value);
std::string text_of_answer(int value);
std::string text_of_answer(Direction value);
std::string text_of_answer(Allocator value);
std::string text_of_answer(BufferKind value);
std::string text_of_answer(ContiguousArea value);
template <FiniteMember Plain> std::string name_of_answer(const Field &field, Plain value) {
  return std::string(field.name) + "=" + text_of_answer(value);
}
// The same of a page that is not NULL.
std::string name_of_page(const Field &field);

// One member of a symbolic scenario from the finite answers.
template <unsigned Width, unsigned Stored>
void make_symbolic(Explorer &explorer, const Field &field, dma_verify::Bits<Stored>,
                   Bits<Width> &to) {
  to = Bits<Width>(explorer, explorer.pool().variable(field.name, Width));
}
template <class Unit, class Stored, class Word>
void make_symbolic(Explorer &explorer, const Field &field, Quantity<Unit, Stored> from,
                   Quantity<Unit, Word> &to) {
  make_symbolic(explorer, field, from.word, to.word);
}
template <class Stored, class M>
void make_symbolic(Explorer &explorer, const Field &field, const Page<Stored> &from, Page<M> &to) {
  to.is_null = from.is_null;
  if (!from.is_null)
    make_symbolic(explorer, field, from.frame, to.frame);
}
template <class Plain>
requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
void make_symbolic(Explorer &, const Field &, Plain from, FiniteValue<Plain> &to) { to = from; }

// The same where finite answers are open: `from` or another value, as long as `can_be` says so.
template <class From, class To, class CanBe>
void make_open(Explorer &explorer, const Field &field, const From &from, To &to, CanBe &&) {
  make_symbolic(explorer, field, from, to);
}
template <FiniteMember Plain, class CanBe>
void make_open(Explorer &explorer, const Field &field, Plain from, FiniteValue<Plain> &to,
               CanBe &&can_be) {
  TermPool &pool = explorer.pool();
  const auto constant = [&](Plain value) {
    return pool.constant(FiniteValue<Plain>::kNumberBits, FiniteValue<Plain>::number_of(value));
  };
  const std::span<const Plain> values = finite_values<Plain>(field);
  if (values.empty())
    throw std::logic_error("no finite list of answers for field " + std::string(field.name));
  Term term = constant(from);
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    if (*value != from && can_be(*value))
      term = pool.choice(pool.variable(name_of_answer(field, *value), 0), constant(*value), term);
  }
  to = {explorer, term};
}
template <class Stored, class M, class CanBe>
void make_open(Explorer &explorer, const Field &field, const Page<Stored> &from, Page<M> &to,
               CanBe &&can_be) {
  make_symbolic(explorer, field, Page<Stored>::of(from.frame), to);
  if (!from.is_null || !can_be(Page<Stored>::of(from.frame)))
    return;
  TermPool &pool = explorer.pool();
  to.is_null = {explorer, pool.choice(pool.variable(name_of_page(field), 0), pool.constant(32, 0),
                                      pool.constant(32, 1))};
}

// One member as it is: a constant.
template <unsigned Width, unsigned Stored>
void make_constant(dma_verify::Bits<Stored> from, Bits<Width> &to) {
  to = Bits<Width>(Uint128{from.value()});
}
template <class Unit, class Stored, class Word>
void make_constant(Quantity<Unit, Stored> from, Quantity<Unit, Word> &to) {
  make_constant(from.word, to.word);
}
template <class Stored, class M> void make_constant(const Page<Stored> &from, Page<M> &to) {
  to.is_null = from.is_null;
  make_constant(from.frame, to.frame);
}
template <class Plain>
requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
void make_constant(Plain from, FiniteValue<Plain> &to) { to = from; }

// The scenario in which the words of the free fields are free, and all others those of `base`.
template <class M>
Scenario<M> partly_symbolic_scenario(Explorer &explorer, const StoredScenario &base,
                                     const IsFree &is_free) {
  Scenario<M> scenario;
  scenario.architecture = base.architecture;
  scenario.call = base.call;
  for_each_field(
      [&](const Field &field, const auto &from, auto &to) {
        if (field.used_by(base.call) && is_free(field)) {
          make_symbolic(explorer, field, from, to);
        } else {
          make_constant(from, to);
        }
      },
      base, scenario);
  return scenario;
}

// The scenario of these finite answers in which every word that the call reads is free; its
// variable has the name that `name_of` gives for the field's.
template <class M, class NameOf>
Scenario<M> symbolic_scenario(Explorer &explorer, const StoredScenario &answers,
                              const NameOf &name_of) {
  Scenario<M> scenario;
  scenario.architecture = answers.architecture;
  scenario.call = answers.call;
  for_each_field(
      [&](const Field &field, const auto &from, auto &to) {
        if (!field.used_by(answers.call))
          return;
        const std::string name = name_of(field.name);
        Field named = field;
        named.name = name;
        make_symbolic(explorer, named, from, to);
      },
      answers, scenario);
  return scenario;
}
template <class M>
Scenario<M> symbolic_scenario(Explorer &explorer, const StoredScenario &answers) {
  return symbolic_scenario<M>(explorer, answers,
                              [](std::string_view name) { return std::string(name); });
}

// The explorer of a scenario on terms; null if all of it is known.
template <class M> Explorer *explorer_of(const Scenario<M> &scenario) {
  Explorer *found = nullptr;
  if constexpr (!M::kConcrete) {
    const auto look_at = [&](const auto &member) {
      if (member.explorer() != nullptr)
        found = member.explorer();
    };
    for_each_field(
        [&](const Field &, const auto &member) {
          if constexpr (requires { member.frame; }) {
            look_at(member.is_null);
            look_at(member.frame.word);
          } else if constexpr (requires { member.word; }) {
            look_at(member.word);
          } else {
            look_at(member);
          }
        },
        scenario);
  }
  return found;
}

// Which choices of the finite answers can occur; null: all.
using CanOccur = std::function<bool(const StoredScenario &)>;

// The scenario in which every word that the call reads is free, and every finite argument and
// answer too: an exploration decides those that it asks for, where it asks. Answers that
// `can_occur` excludes, with all others as in `base`, are left out.
template <class M>
Scenario<M> open_scenario(Explorer &explorer, const StoredScenario &base,
                          const CanOccur &can_occur = {}) {
  Scenario<M> scenario;
  scenario.architecture = base.architecture;
  scenario.call = base.call;
  StoredScenario tried = base;
  for_each_field(
      [&](const Field &field, const auto &from, auto &trial, auto &to) {
        if (!field.used_by(base.call))
          return;
        make_open(explorer, field, from, to, [&](const auto &value) {
          trial = value;
          const bool can_be = !can_occur || can_occur(tried);
          trial = from;
          return can_be;
        });
      },
      base, tried, scenario);
  return scenario;
}

} // namespace dma_verify::smt
