// SPDX-License-Identifier: GPL-2.0-only
// A finite argument or answer as the model and the properties see it when they run symbolically:
// known, or a term over which the exploration forks only where the value is asked for.
#pragma once

#include "smt/symbolic/bool.h"

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace dma_verify::smt {

// Whether the number is `number`; of a choice between constants, without the numbers.
Proposition is_number(Explorer &explorer, Term term, std::uint32_t number);
// The number, on the path that is being run. Throws ExplorationError if it is none of a choice.
std::uint32_t decided_number(Explorer &explorer, Term term);

// Value is bool, int or an enumeration. Its number is that of C, in 32 bits.
template <class Value> class FiniteValue {
  static_assert(std::is_arithmetic_v<Value> || std::is_enum_v<Value>);

public:
  static constexpr unsigned kNumberBits = 32;

  constexpr FiniteValue() = default;
  // As where a Value is expected; from no other type.
  template <std::same_as<Value> Plain>
  constexpr explicit(false) FiniteValue(Plain value) : value_(value) {} // NOLINT(google-explicit-*)
  // The value with this number, a term of kNumberBits.
  FiniteValue(Explorer &explorer, Term number) {
    if (number.is_constant()) {
      value_ = value_of(static_cast<std::uint32_t>(number.value()));
    } else {
      explorer_ = &explorer;
      number_ = number;
    }
  }

  [[nodiscard]] Explorer *explorer() const { return explorer_; } // none: known
  [[nodiscard]] Term number(TermPool &pool) const {
    return explorer_ == nullptr ? pool.constant(kNumberBits, number_of(value_)) : number_;
  }
  static constexpr std::uint32_t number_of(Value value) {
    return static_cast<std::uint32_t>(static_cast<int>(value));
  }

  // Forks the exploration unless the value is known.
  explicit(false) operator Value() const { // NOLINT(google-explicit-*): stands for a Value
    return explorer_ == nullptr ? value_ : value_of(decided_number(*explorer_, number_));
  }
  // The truth value, which does not fork.
  explicit(false) operator Bool() const requires std::same_as<Value, bool> { // NOLINT
    constexpr Value kTrue = true;
    return *this == kTrue;
  }

  // Comparisons do not fork either. As those of plain values they have no guard.
  friend Bool operator==(const FiniteValue &a, const FiniteValue &b) {
    if (a.explorer_ == nullptr)
      return b == a.value_;
    if (b.explorer_ == nullptr)
      return a == b.value_;
    TermPool &pool = a.explorer_->pool();
    return {Proposition(*a.explorer_, pool.equal(a.number_, b.number_)), std::nullopt};
  }
  template <std::same_as<Value> Plain> friend Bool operator==(const FiniteValue &a, Plain b) {
    if (a.explorer_ == nullptr)
      return a.value_ == b;
    return {is_number(*a.explorer_, a.number_, number_of(b)), std::nullopt};
  }
  template <std::same_as<Value> Plain> friend Bool operator==(Plain a, const FiniteValue &b) {
    return b == a;
  }
  friend Bool operator!=(const FiniteValue &a, const FiniteValue &b) { return !(a == b); }
  template <std::same_as<Value> Plain> friend Bool operator!=(const FiniteValue &a, Plain b) {
    return !(a == b);
  }
  template <std::same_as<Value> Plain> friend Bool operator!=(Plain a, const FiniteValue &b) {
    return !(b == a);
  }

private:
  static constexpr Value value_of(std::uint32_t number) {
    return static_cast<Value>(static_cast<int>(number));
  }

  Value value_{};
  Explorer *explorer_ = nullptr;
  Term number_{};
};

} // namespace dma_verify::smt
