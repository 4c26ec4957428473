// SPDX-License-Identifier: GPL-2.0-only
// Truth values that are known, or terms of an exploration: `bool` as the model and the properties
// see it when they run symbolically.
#pragma once

#include "smt/symbolic/explorer.h"

#include <concepts>
#include <optional>

namespace dma_verify::smt {

// A truth value that is known, or a term with its explorer.
class Proposition {
public:
  constexpr Proposition() = default;
  constexpr explicit Proposition(bool value) : value_(value) {}
  Proposition(Explorer &explorer, Term term) {
    if (term.is_constant()) {
      value_ = term.value() != 0;
    } else {
      explorer_ = &explorer;
      term_ = term;
    }
  }

  [[nodiscard]] constexpr bool is_known() const { return explorer_ == nullptr; }
  [[nodiscard]] constexpr bool known_value() const { return value_; }
  [[nodiscard]] constexpr Explorer *explorer() const { return explorer_; }
  [[nodiscard]] Term term(const TermPool &pool) const {
    return is_known() ? pool.truth(value_) : term_;
  }
  // The value if it is known; otherwise the explorer decides it, which forks.
  [[nodiscard]] bool decide() const { return is_known() ? value_ : explorer_->decide(term_); }

private:
  Explorer *explorer_ = nullptr;
  Term term_{};
  bool value_ = false;
};

Proposition operator!(const Proposition &a);
Proposition conjunction(const Proposition &a, const Proposition &b);
Proposition disjunction(const Proposition &a, const Proposition &b);
Proposition choice(const Proposition &condition, const Proposition &yes, const Proposition &no);

// The symbolic Boolean. Beside its truth value it keeps its guard: the condition under which the
// value says something about the call. The guard of an implication is its premise, the guard of a
// comparison is true, and a plain bool has no guard. If the guard of a clause never holds, the
// clause was proved of no case at all.
class Bool {
public:
  constexpr Bool() = default;
  // Converts from bool, as where a bool is expected; from no other type.
  template <std::same_as<bool> Plain>
  constexpr explicit(false) Bool(Plain value) : value_(value) {} // NOLINT(google-explicit-*)
  // A value whose guard is true.
  explicit Bool(const Proposition &value) : value_(value), guard_(Proposition(true)) {}
  Bool(const Proposition &value, const std::optional<Proposition> &guard)
      : value_(value), guard_(guard) {}

  // Forks the exploration unless the value is known.
  explicit operator bool() const { return value_.decide(); }

  [[nodiscard]] const Proposition &value() const { return value_; }
  // Nothing if the value was computed from plain bools only.
  [[nodiscard]] const std::optional<Proposition> &guard() const { return guard_; }

  // `&&` and `||` stay the lazy ones of bool; `!` keeps the term.
  friend Bool operator!(const Bool &a) { return Bool(!a.value_, a.guard_); }

private:
  Proposition value_{};
  std::optional<Proposition> guard_{};
};

// The names of model/words/bits.h; found by the types of their arguments.
Bool both(const Bool &a, const Bool &b);
Bool either(const Bool &a, const Bool &b);
Bool negate(const Bool &a);
Bool implies(const Bool &a, const Bool &b);
Bool select(const Bool &condition, const Bool &yes, const Bool &no);

} // namespace dma_verify::smt
