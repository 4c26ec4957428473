// SPDX-License-Identifier: GPL-2.0-only
// The rules of sequences: the single conditions, each judged in one place for machine words and for
// terms. Clauses of tested and of proved properties are made of them
// (properties/sequences/clauses.h).
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace dma_verify::ledger {

enum class Rule : std::uint8_t {
  // Of services, between calls: what proofs of sequences assume.
  memory_free,    // allocators hand out what nobody owns
  handles_differ, // a device's mappings that live have different handles
  // Of a call.
  returns,
  contract_kept,   // what it is given of a buffer keeps the contract of its callers
  released_once,   // only what is owned is released
  released_whole,  // from its first page on, all its pages
  right_allocator, // to the allocator that it came from
  unmapped_first,  // after its mapping has ended
  own_writes,      // only memory of the call's own is written
  own_mappings,    // only memory of the call's own is mapped
  unmap_live,      // an unmap ends a mapping: of this device, handle, size and direction
  user_window,     // pages of the buffer from vm_pgoff on, and no more
  user_pages,      // each page that user space sees is the buffer's
  user_protection, // with the protection that the device asks for
  failed_user_map, // what fails has mapped no page for user space
  scatter_list,    // names pages of its buffer only
  zeroed,          // each byte of a buffer is cleared by the call that hands it out
  // Of the state after a call.
  one_owner,        // a buffer lies at the start of a block of its own, and in it
  devices_reach,    // a mapping reaches a buffer of its device, and nothing else
  one_mapping,      // a buffer has one mapping: of its bytes, under its handle, for its direction
  nothing_left,     // blocks and mappings belong to the buffers that live
  buffer_not_stale, // what memory contains: judged of machine words alone
  device_not_stale,
  user_not_stale,
  // Of the state without buffers.
  blocks_freed,
  mappings_ended,
  lists_freed,
};
inline constexpr auto kRuleCount = static_cast<std::size_t>(Rule::lists_freed) + 1;

class RuleSet {
public:
  constexpr RuleSet() = default;
  constexpr RuleSet(std::initializer_list<Rule> rules) {
    for (const Rule rule : rules)
      bits_ |= bit(rule);
  }
  static constexpr RuleSet all() { return RuleSet((std::uint32_t{1} << kRuleCount) - 1); }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool has(Rule rule) const { return (bits_ & bit(rule)) != 0; }
  [[nodiscard]] constexpr RuleSet without(RuleSet other) const {
    return RuleSet(bits_ & ~other.bits_);
  }
  friend constexpr RuleSet operator|(RuleSet a, RuleSet b) { return RuleSet(a.bits_ | b.bits_); }
  friend constexpr bool operator==(RuleSet, RuleSet) = default;

private:
  constexpr explicit RuleSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit(Rule rule) {
    return std::uint32_t{1} << static_cast<unsigned>(rule);
  }
  std::uint32_t bits_ = 0;
};

// What is judged in proofs alone: tests have other means for it, or sequences for which it is too
// narrow, such as those with memory of a device's own.
inline constexpr RuleSet kOfProofsAlone = {Rule::handles_differ, Rule::contract_kept,
                                           Rule::user_window, Rule::zeroed, Rule::nothing_left};

// Of each rule whether it was kept.
template <class M> class KeptRules {
public:
  using Bool = typename M::Bool;

  // Only these are judged; the others count as kept.
  explicit KeptRules(RuleSet judged) : judged_(judged) { kept_.fill(Bool(true)); }

  void require(Rule rule, const Bool &condition) {
    Bool &sofar = kept_[static_cast<std::size_t>(rule)];
    if (judged_.has(rule))
      sofar = both(sofar, condition);
  }
  // A condition that is computed only if the rule is judged.
  template <std::invocable Condition> void require(Rule rule, const Condition &condition) {
    if (judged_.has(rule))
      require(rule, condition()); // GCOVR_EXCL_BR_LINE: some are judged in proofs alone
  }
  // All of these are kept.
  [[nodiscard]] Bool keeps(RuleSet rules) const {
    Bool all(true);
    for (std::size_t i = 0; i < kRuleCount; ++i) {
      if (rules.has(static_cast<Rule>(i)))
        all = both(all, kept_[i]);
    }
    return all;
  }

private:
  RuleSet judged_;
  std::array<Bool, kRuleCount> kept_;
};

} // namespace dma_verify::ledger
