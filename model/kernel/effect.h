// SPDX-License-Identifier: GPL-2.0-only
// What effects and observations of all units have in common.
#pragma once

#include "model/kernel/types.h"

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace dma_verify {

// The lists of kinds of effects: one for the services that the ledger knows (dma_effects.h), and
// one for each unit that calls others.
enum class EffectList : std::uint8_t { dma, remap };

// Enumerations that are such a list: list_of(kind) names it.
template <class Kind>
concept ListedEffect = std::is_enum_v<Kind> && requires(Kind kind) {
  { list_of(kind) } -> std::same_as<EffectList>;
};

// What a service did; made from an enumerator of a list.
struct EffectKind {
  EffectList list{};
  std::uint8_t position = 0;

  constexpr EffectKind() = default;
  template <ListedEffect Kind>
  constexpr EffectKind(Kind kind) // NOLINT(google-explicit-constructor): the same thing, wider
      : list(list_of(kind)), position(static_cast<std::uint8_t>(kind)) {}

  // As one number and back; not every number is a kind.
  explicit constexpr EffectKind(std::uint16_t number)
      : list(static_cast<EffectList>(number >> 8U)), position(number & 0xffU) {}
  [[nodiscard]] constexpr std::uint16_t value() const {
    return static_cast<std::uint16_t>(static_cast<unsigned>(list) << 8U | position);
  }
  [[nodiscard]] bool is_valid() const; // its list has it

  friend constexpr bool operator==(EffectKind, EffectKind) = default;
};
std::string_view to_string(EffectKind kind);

// The members that effects of more than one list have.
template <class M> struct CommonEffect {
  EffectKind kind{};
  typename M::VirtualAddress address{};
  typename M::Word prot{};
  typename M::UnsignedInt gfp{};
};

// How a call ended.
enum class Completion : std::uint8_t {
  returned,
  crashed,             // a signal: invalid access, trap, abort
  hung,                // no return within the time or effect limit
  kernel_bug,          // BUG(), or a service's own BUG_ON on its arguments
  out_of_bounds_write, // the memory around the caller's objects was changed
  foreign_argument,    // a service was given an object that is not the caller's
  unmodelled,          // a service that the simulated kernel does not know was called
};
std::string_view to_string(Completion completion);

// What a call did that its caller's context forbids, though it went on.
enum class ContextBreach : std::uint8_t {
  none,
  warning,      // WARN: the log can be flooded, and machines that panic on a warning stop
  sleep,        // it may have slept where its caller cannot
  kept_mapping, // a temporary mapping of a page was left behind
  large_frame,  // a function needs more of the stack than the kernel's build allows
};
std::string_view to_string(ContextBreach breach);

// More effects than any reasonable version of the helpers has; a call that reaches the limit counts
// as hung. Neighbouring memsets and remaps of a loop count as one (see SimulatedKernel).
inline constexpr std::size_t kTraceCapacity = 64;

// How a call ended, what is known if it did not return, and results that helpers share.
template <class M> struct CommonObservation {
  Completion completion = Completion::returned;
  std::uint64_t fault_address = 0;            // crashed: the address, where the signal tells one
  ContextBreach breach = ContextBreach::none; // the first one
  char detail[96] = {}; // signal, service, BUG or breach in words; empty otherwise
  int status = 0;       // an error number, negated, or 0
  Page<M> page{};
};

} // namespace dma_verify
