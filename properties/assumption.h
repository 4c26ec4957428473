// SPDX-License-Identifier: GPL-2.0-only
// The identity of an assumption, and the words for it. Each unit lists its own.
#pragma once

#include "model/kernel/helper_id.h"

#include <array>
#include <compare>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace dma_verify {

// Enumerations in which units list their assumptions: unit_of_assumption(name) names the unit.
template <class Name>
concept UnitAssumption = std::is_enum_v<Name> && requires(Name name) {
  { unit_of_assumption(name) } -> std::same_as<UnitId>;
};

// Made from an enumerator of the unit's list; ordered by unit, then by position.
struct Assumption {
  UnitId unit{};
  std::uint8_t position = 0;

  constexpr Assumption() = default;
  template <UnitAssumption Name>
  constexpr Assumption(Name name) // NOLINT(google-explicit-constructor): the same thing, wider
      : unit(unit_of_assumption(name)), position(static_cast<std::uint8_t>(name)) {}

  friend constexpr bool operator==(Assumption, Assumption) = default;
  friend constexpr std::strong_ordering operator<=>(Assumption, Assumption) = default;
};

// A list of them.
template <UnitAssumption... Name>
constexpr std::array<Assumption, sizeof...(Name)> assumptions(Name... name) {
  return {Assumption(name)...};
}

struct AssumptionText {
  Assumption assumption; // its name in this program
  std::string_view id;   // in files, records and lists; unique among all units
  std::string_view statement;
  // Built into the simulated kernel: no scenario can break it.
  bool by_construction;
};

} // namespace dma_verify
