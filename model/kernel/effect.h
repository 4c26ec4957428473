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
  too_long,            // a large request takes more steps than can be followed: a limit of ours
};
std::string_view to_string(Completion completion);

// The effects that a trace has room for. Neighbouring memsets and remaps of a loop count as one
// (see SimulatedKernel). On machine words a loop with several effects for each of 1,024 pages fits;
// on terms no helper goes through pages one by one.
template <class M>
inline constexpr std::size_t kTraceCapacity = M::kConcrete ? std::size_t{1} << 14U : 64;

// More effects for each page of a request than any reasonable file has.
inline constexpr std::size_t kManyEffectsPerPage = 8;

// How a call ends whose trace is full, of a request of this many pages.
template <class M> constexpr Completion end_of_full_trace(std::uint64_t pages) {
  return pages > kTraceCapacity<M> / kManyEffectsPerPage ? Completion::too_long : Completion::hung;
}

// What a call did that its caller's context forbids, though it went on.
enum class ContextBreach : std::uint8_t {
  none,
  warning,      // WARN: the log can be flooded, and machines that panic on a warning stop
  sleep,        // it may have slept where its caller cannot
  kept_mapping, // a temporary mapping of a page was left behind
  large_frame,  // a function needs more of the stack than the kernel's build allows
};
std::string_view to_string(ContextBreach breach);

// How a call ended, what is known if it did not return, and results that helpers share.
template <class M> struct CommonObservation {
  Completion completion = Completion::returned;
  std::uint64_t fault_address = 0;            // crashed: the address, where the signal tells one
  ContextBreach breach = ContextBreach::none; // the first one
  char detail[96] = {}; // signal, service, BUG or breach in words; empty otherwise
  int status = 0;       // an error number, negated, or 0
  Page<M> page{};

  // As many of these characters as there is room for.
  void set_detail(std::string_view words) { detail[words.copy(detail, sizeof detail - 1)] = '\0'; }
};

} // namespace dma_verify
