// SPDX-License-Identifier: GPL-2.0-only
// Converts scenarios and observations between machines: from the stored form to the machine of the
// architecture, and back for display.
#pragma once

#include "model/kernel/trace.h"

#include <stdexcept>
#include <vector>

namespace dma_verify {

// One member from one concrete machine to another; words are zero-extended or truncated.
template <unsigned To, unsigned From> void convert_member(Bits<From> from, Bits<To> &to) {
  to = resize<To>(from);
}
template <class Unit, class From, class To>
void convert_member(Quantity<Unit, From> from, Quantity<Unit, To> &to) {
  convert_member(from.word, to.word);
}
template <class From, class To> void convert_member(const Page<From> &from, Page<To> &to) {
  to.is_null = from.is_null;
  convert_member(from.frame, to.frame);
}
template <class Plain>
requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
void convert_member(Plain from, Plain &to) { to = from; }

template <class From, class To> void convert_member(const Pointer<From> &from, Pointer<To> &to) {
  to.is_null = from.is_null;
  convert_member(from.address, to.address);
}
template <KernelObject From, KernelObject To> void convert_member(const From &from, To &to) {
  visit_members(
      [](std::string_view, const auto &source, auto &target) { convert_member(source, target); },
      from, to);
}
template <class From, class To>
void convert_member(const std::vector<From> &from, std::vector<To> &to) {
  for (const From &object : from)
    convert_member(object, to.emplace_back());
}

template <class To, class From> Scenario<To> convert_scenario(const Scenario<From> &from) {
  Scenario<To> to;
  to.architecture = from.architecture;
  to.call = from.call;
  for_each_field(
      [](const Field &, const auto &source, auto &target) { convert_member(source, target); }, from,
      to);
  return to;
}

// Of a call of this helper.
template <class To, class From>
void convert_observation(HelperId helper, const Observation<From> &from, Observation<To> &to) {
  to.clear();
  to.completion = from.completion;
  for (const Effect<From> &source : from.trace) {
    Effect<To> &target = to.trace.emplace_back();
    target.kind = source.kind;
    for_each_argument(
        [](std::string_view, const auto &value, auto &copy) { convert_member(value, copy); },
        source, target);
  }
  for_each_result(
      helper, [](std::string_view, const auto &value, auto &copy) { convert_member(value, copy); },
      from, to);
  to.fault_address = from.fault_address;
  to.breach = from.breach;
  std::copy(std::begin(from.detail), std::end(from.detail), std::begin(to.detail));
}

// Calls `action.template operator()<M>()` with the concrete machine of the architecture's widths.
template <class Action>
decltype(auto) with_machine(const Architecture &architecture, Action &&action) {
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return architecture.word_bits == word && architecture.phys_bits == phys &&
           architecture.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return action.template operator()<ConcreteMachine<64, 64, 64, 32>>();
  if (is(32, 32, 32))
    return action.template operator()<ConcreteMachine<32, 32, 32, 32>>();
  if (is(32, 64, 64))
    return action.template operator()<ConcreteMachine<32, 64, 64, 32>>();
  if (is(32, 32, 64))
    return action.template operator()<ConcreteMachine<32, 32, 64, 32>>();
  if (is(8, 8, 8)) // GCOVR_EXCL_BR_LINE: there is no other architecture
    return action.template operator()<ConcreteMachine<8, 8, 8, 4>>();
  // GCOVR_EXCL_START: there is no other architecture
  throw std::logic_error("no machine for architecture " + architecture_id(architecture));
  // GCOVR_EXCL_STOP
}

} // namespace dma_verify
