// SPDX-License-Identifier: GPL-2.0-only
// For tests: an observation as one list of numbers, or of terms, so that a symbolic run can be
// compared with a concrete run number by number.
#pragma once

#include "model/kernel/trace.h"
#include "smt/symbolic/bits.h"

#include <vector>

namespace dma_verify::smt {

// Effects are written up to this many; each has room for its kind and this many numbers.
inline constexpr std::size_t kFlatEffects = 8;
inline constexpr std::size_t kFlatArguments = 14;
// And areas, of so many numbers each.
inline constexpr std::size_t kFlatAreas = 4;
inline constexpr std::size_t kFlatMembers = 7;

// Numbers of a concrete run.
class FlatNumbers {
public:
  std::vector<Uint128> row;

  template <unsigned Width> void add(dma_verify::Bits<Width> word) { row.push_back(word.value()); }
  template <class Plain>
  requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
  void add(Plain value) { row.push_back(static_cast<std::uint32_t>(value)); }
  void add(EffectKind kind) { row.push_back(kind.value()); }
};

// Terms of 128 bits of a symbolic run.
class FlatTerms {
public:
  explicit FlatTerms(TermPool &pool) : pool_(pool) {}
  std::vector<Term> row;

  template <unsigned Width> void add(const Bits<Width> &word) {
    row.push_back(pool_.zero_extend(word.term(pool_), 128));
  }
  template <class Plain>
  requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
  void add(Plain value) { row.push_back(pool_.constant(128, static_cast<std::uint32_t>(value))); }
  void add(EffectKind kind) { add(kind.value()); }
  void add(const Bool &truth) { add(select(truth, Bits<1>(1), Bits<1>(0))); }
  template <class Value> void add(const FiniteValue<Value> &value) {
    row.push_back(pool_.zero_extend(value.number(pool_), 128));
  }

private:
  TermPool &pool_;
};

template <class Flat, class Value> void flatten(Flat &flat, const Value &value) { flat.add(value); }
template <class Flat, class Unit, class Word>
void flatten(Flat &flat, const Quantity<Unit, Word> &quantity) {
  flat.add(quantity.word);
}
template <class Flat, class M> void flatten(Flat &flat, const Page<M> &page) {
  flat.add(page.is_null);
  if (page.is_null)
    flat.add(0);
  else
    flat.add(page.frame.word);
}

template <class Flat, class M> void flatten(Flat &flat, const Pointer<M> &pointer) {
  flat.add(pointer.is_null);
  if (pointer.is_null)
    flat.add(0);
  else
    flat.add(pointer.address.word);
}
template <class Flat, KernelObject Object> void flatten(Flat &flat, const Object &object) {
  visit_members([&](std::string_view, const auto &member) { flatten(flat, member); }, object);
}
template <class Flat, class M> void flatten(Flat &flat, const std::vector<Area<M>> &areas) {
  flat.add(areas.size());
  const std::size_t end = flat.row.size() + kFlatAreas * kFlatMembers;
  for (const Area<M> &area : areas)
    flatten(flat, area);
  while (flat.row.size() < end)
    flat.add(0);
}

// Each observation of one helper has the same length.
template <class Flat, class M>
void flatten_observation(Flat &flat, HelperId helper, const Observation<M> &seen) {
  flat.add(seen.completion);
  flat.add(seen.trace.size());
  for (std::size_t i = 0; i < kFlatEffects; ++i) {
    const std::size_t end = flat.row.size() + 1 + kFlatArguments;
    if (i < seen.trace.size()) {
      flat.add(seen.trace[i].kind);
      for_each_argument([&](std::string_view, const auto &value) { flatten(flat, value); },
                        seen.trace[i]);
    }
    while (flat.row.size() < end)
      flat.add(0);
  }
  for_each_result(
      helper, [&](std::string_view, const auto &value) { flatten(flat, value); }, seen);
}

} // namespace dma_verify::smt
