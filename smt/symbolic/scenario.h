// SPDX-License-Identifier: GPL-2.0-only
// Symbolic scenarios: every word is a free variable with the name of its field; finite answers are
// concrete, in all combinations. And the way back from a solver's model to a scenario.
#pragma once

#include "model/kernel/convert.h"
#include "smt/symbolic/bits.h"
#include "smt/terms/evaluate.h"

#include <functional>
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
void make_symbolic(Explorer &, const Field &, Plain from, Plain &to) { to = from; }

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
void make_constant(Plain from, Plain &to) { to = from; }

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

// The scenario of these finite answers in which every word that the call reads is free.
template <class M>
Scenario<M> symbolic_scenario(Explorer &explorer, const StoredScenario &answers) {
  Scenario<M> scenario;
  scenario.architecture = answers.architecture;
  scenario.call = answers.call;
  for_each_field(
      [&](const Field &field, const auto &from, auto &to) {
        if (field.used_by(answers.call))
          make_symbolic(explorer, field, from, to);
      },
      answers, scenario);
  return scenario;
}

} // namespace dma_verify::smt
