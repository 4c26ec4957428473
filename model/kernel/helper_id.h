// SPDX-License-Identifier: GPL-2.0-only
// The identity of a helper: the unit (the verified kernel file) that it belongs to, and its
// position in that unit's own list. Names and everything else are the unit's (model/units.h).
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace dma_verify {

// The units: one line for each.
enum class UnitId : std::uint8_t { ops_helpers, remap };

// Enumerations in which units list their helpers: unit_of(helper) names the unit.
template <class Helper>
concept UnitHelper = std::is_enum_v<Helper> && requires(Helper helper) {
  { unit_of(helper) } -> std::same_as<UnitId>;
};

// Plain data, made from an enumerator of the unit's list; ordered by unit, then by position.
struct HelperId {
  UnitId unit{};
  std::uint8_t position = 0;

  constexpr HelperId() = default;
  template <UnitHelper Helper>
  constexpr HelperId(Helper helper) // NOLINT(google-explicit-constructor): the same thing, wider
      : unit(unit_of(helper)), position(static_cast<std::uint8_t>(helper)) {}

  // As one number and back; not every number is a helper.
  explicit constexpr HelperId(std::uint16_t number)
      : unit(static_cast<UnitId>(number >> 8U)), position(number & 0xffU) {}
  [[nodiscard]] constexpr std::uint16_t value() const {
    return static_cast<std::uint16_t>(static_cast<unsigned>(unit) << 8U | position);
  }
  [[nodiscard]] bool is_valid() const; // some unit has this helper

  friend constexpr bool operator==(HelperId, HelperId) = default;
  friend constexpr std::strong_ordering operator<=>(HelperId, HelperId) = default;
};

} // namespace dma_verify
