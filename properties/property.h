// SPDX-License-Identifier: GPL-2.0-only
// What a property is: a statement with named clauses about one observation. Knows no engine and no
// subject.
#pragma once

#include "model/kernel/trace.h"
#include "properties/assumptions.h"
#include "properties/order/numbers.h"

#include <array>
#include <cassert>
#include <span>
#include <string_view>

namespace dma_verify {

// One named part of a property; a failure names it.
struct ClauseText {
  std::string_view id;
  std::string_view statement;
  std::string_view harms = {}; // whom its breach harms, and how
  bool by_proof = true;        // false: judges what only a process can do; tests alone look at it
};

// What the environment must offer for a class of cases to occur.
enum class LabelNeeds : std::uint8_t { nothing, mmu, iommu_devices };

// A class of cases that random testing must reach often enough.
struct LabelText {
  std::string_view id;
  unsigned required_percent = 0; // least share of the judged cases; 0: only shown
  LabelNeeds needs = LabelNeeds::nothing;
};

// Which labels of a property a case carries: one bit per entry of its label list.
using LabelSet = unsigned;

// Collects the labels of one case by their ids; an id that is not in the property's list does not
// compile.
template <const auto &kList> class Labels {
public:
  class Id {
  public:
    consteval Id(const char *id) // NOLINT(google-explicit-constructor): is written as a string
        : bit_(bit_of(id)) {}

  private:
    friend class Labels;
    static consteval LabelSet bit_of(std::string_view id) {
      for (std::size_t i = 0; i < kList.size(); ++i) {
        if (kList[i].id == id)
          return LabelSet{1} << i;
      }
      throw "no such label"; // at compile time only
    }
    LabelSet bit_;
  };

  // A symbolic condition is decided: it forks the exploration.
  template <class Bool> void add(Id label, const Bool &carries) {
    if (carries)
      set_ |= label.bit_;
  }
  template <class Bool> void add_one_of(const Bool &first, Id if_true, Id if_false) {
    set_ |= first ? if_true.bit_ : if_false.bit_;
  }
  [[nodiscard]] LabelSet set() const { return set_; }

private:
  LabelSet set_ = 0;
};

// Whether a case can have the label on this architecture, if there are devices of every kind. That
// it can, and that it cannot, is proved for each.
constexpr bool is_reachable(const LabelText &label, const Architecture &architecture) {
  return label.needs != LabelNeeds::mmu || architecture.mmu;
}

// Everything that is said of a property; its reading over an observation is a template beside it.
struct PropertyText {
  std::string_view id; // family.name
  HelperId call{};
  std::string_view statement;
  std::span<const ClauseText> clauses;
  std::span<const Assumption> assumptions; // without which it need not hold
  std::string_view source;                 // where in the kernel the statement comes from
  std::span<const LabelText> labels = {};
  bool with_mmu = true;       // applies to architectures with CONFIG_MMU
  bool without_mmu = true;    // and to those without
  bool of_model = false;      // a theorem about the model; says nothing of another subject
  Order order = Order::usual; // of its counterexamples
  bool by_test = true; // false: stands on more than generators keep to; proofs alone look at it

  [[nodiscard]] std::string_view family() const { return id.substr(0, id.find('.')); }
  // Whether some clause of it is proved.
  [[nodiscard]] constexpr bool by_proof() const {
    for (const ClauseText &clause : clauses) {
      if (clause.by_proof)
        return true;
    }
    return false;
  }
  [[nodiscard]] bool applies_to(const Architecture &architecture) const {
    return text_of(call.unit).exists_on(architecture) &&
           (architecture.mmu ? with_mmu : without_mmu);
  }
};

// The clauses of one property, judged on one observation. Bool is bool or a symbolic Boolean.
template <class M> class Judgement {
public:
  using Bool = typename M::Bool;
  struct Clause {
    std::string_view id;
    Bool holds;
  };
  static constexpr std::size_t kCapacity = 12;

  // States that the clause holds iff `holds`. Each id once, from the property's clause list.
  void require(std::string_view id, Bool holds) {
    assert(size_ < kCapacity);
    clauses_[size_++] = Clause{id, holds};
  }

  [[nodiscard]] std::span<const Clause> clauses() const { return {clauses_.data(), size_}; }

  // The first clause that does not hold; empty if all hold. Concrete judgements only.
  [[nodiscard]] std::string_view first_violated() const requires M::kConcrete {
    for (const Clause &clause : clauses()) {
      if (!clause.holds)
        return clause.id;
    }
    return {};
  }

private:
  std::array<Clause, kCapacity> clauses_{};
  std::size_t size_ = 0;
};

// A property reads an observation through `judge`:
//
//   template <class M>
//   static void judge(const Scenario<M> &, const Observation<M> &, Judgement<M> &);
//
// and, if it has labels, tells them of a case:
//
//   template <class M> static LabelSet labels(const Scenario<M> &, const Observation<M> &);
//
// One that the exhaustive engine sweeps leaves the last two types open: there, an observation has
// only the members that a successful mmap can show, and a judgement only counts.

} // namespace dma_verify
