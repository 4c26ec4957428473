// SPDX-License-Identifier: GPL-2.0-only
// The clauses of sequences, each stated once, with the rules that judge it (model/ledger/rules.h).
// The properties of tested sequences (sequence_properties.h) and those of proved ones (shapes.h)
// are lists of these.
#pragma once

#include "model/ledger/rules.h"
#include "properties/property.h"

#include <array>
#include <string_view>

namespace dma_verify::sequences {

using ledger::Rule;
using ledger::RuleSet;

// All of these are kept where the clause holds.
struct ClauseRules {
  RuleSet tested;
  // What solvers are asked. Who violates what is tested violates this as well.
  RuleSet proved = tested;
  std::string_view statement_proved = {}; // if it is another
};
struct SequenceClause {
  ClauseText text;
  ClauseRules rules;
};

// The clauses of a property: their texts, and the rules of each.
template <std::size_t N> struct ClauseList {
  std::array<ClauseText, N> texts;
  std::array<ClauseRules, N> rules;
};
template <class... Clause> consteval auto list_of(const Clause &...clause) {
  return ClauseList<sizeof...(clause)>{{clause.text...}, {clause.rules...}};
}

inline constexpr SequenceClause kReturns{{"returns", "each call returns"}, {{Rule::returns}}};
inline constexpr SequenceClause kContractKept{
    {"contract-kept", "what a call is given of a buffer keeps the contract of its callers"},
    {{Rule::contract_kept}}};

// That allocators hand out free memory is judged where a file may ask them twice; proofs assume it.
inline constexpr SequenceClause kOneOwner{
    {"one-owner", "a buffer lies at the start of one block that was acquired for it, and in which "
                  "no other buffer lies"},
    {{Rule::one_owner, Rule::memory_free}, {Rule::one_owner}}};
inline constexpr SequenceClause kReleasedOnce{{"released-once", "only what is owned is released"},
                                              {{Rule::released_once}}};
inline constexpr SequenceClause kReleasedWhole{
    {"released-whole", "a release gives back a whole block"}, {{Rule::released_whole}}};
inline constexpr SequenceClause kRightAllocator{
    {"right-allocator", "what is released goes to the allocator that it came from"},
    {{Rule::right_allocator}}};
inline constexpr SequenceClause kReleasedExactly{
    {"right-allocator", "a release gives back all pages of the block, to its allocator"},
    {{Rule::right_allocator, Rule::released_whole}}};
inline constexpr SequenceClause kOwnWrites{{"own-writes", "a call writes only into its own block"},
                                           {{Rule::own_writes}}};

inline constexpr SequenceClause kDevicesReach{
    {"device", "a device reaches only pages of buffers that it was given, and none that is "
               "released"},
    {{Rule::devices_reach, Rule::own_mappings, Rule::unmapped_first}}};
inline constexpr SequenceClause kUnmappedFirst{
    {"unmapped-first", "a block is released after its mapping has ended"},
    {{Rule::unmapped_first}}};
inline constexpr SequenceClause kOneMapping{
    {"one-mapping", "a buffer has one mapping: of its bytes, under its handle, for its direction"},
    {{Rule::one_mapping}}};
inline constexpr SequenceClause kUnmap{
    {"unmap", "what is unmapped was mapped: with this handle, size and direction, for this device"},
    {{Rule::unmap_live}}};
inline constexpr SequenceClause kUnmapLive{{"unmap-live", kUnmap.text.statement}, kUnmap.rules};
inline constexpr SequenceClause kUserPages{
    {"user", "each page that user space sees belongs to the buffer that was mapped"},
    {{Rule::user_pages}}};
inline constexpr SequenceClause kUserWindow{
    {"user-window",
     "mmap maps pages of its buffer from vm_pgoff on, one after the other, and no more"},
    {{Rule::user_window}}};
inline constexpr SequenceClause kUserProtection{
    {"user-protection", "user space has the protection that the device asks for"},
    {{Rule::user_protection}}};
inline constexpr SequenceClause kFailedUserMap{
    {"failed-mmap", "an mmap that fails has mapped no page"}, {{Rule::failed_user_map}}};
inline constexpr SequenceClause kScatterList{
    {"scatter-list", "a scatter list names pages of its buffer only"}, {{Rule::scatter_list}}};

// Proofs do not look at what memory contains, but at what clears it.
inline constexpr SequenceClause kZeroed{
    {"zeroed", "each byte of a buffer is cleared by the call that hands it out"}, {{Rule::zeroed}}};
inline constexpr SequenceClause kBufferContent{
    {"buffer", "no byte of a buffer is stale: neither when it is handed out nor after it is "
               "synchronized"},
    {{Rule::buffer_not_stale}, {Rule::zeroed}, kZeroed.text.statement}};
inline constexpr SequenceClause kDeviceContent{
    {"device", "no byte that the device can read is stale, through a bounce slot or not"},
    {{Rule::device_not_stale}, {Rule::zeroed}, kZeroed.text.statement}};
inline constexpr SequenceClause kUserContent{
    {"user", "no byte that user space sees is stale"},
    {{Rule::user_not_stale},
     {Rule::zeroed, Rule::user_pages},
     "each byte of a buffer is cleared by the call that hands it out, and each page that user "
     "space sees belongs to it"}};

inline constexpr SequenceClause kNothingLeft{
    {"nothing-left", "what is owned and mapped after a call belongs to the buffers that live"},
    {{Rule::nothing_left}}};
inline constexpr SequenceClause kBlocksFreed{{"block", "no memory is owned"},
                                             {{Rule::blocks_freed}}};
inline constexpr SequenceClause kMappingsEnded{{"mapping", "no mapping lives"},
                                               {{Rule::mappings_ended}}};
inline constexpr SequenceClause kListsFreed{{"scatter-list", "no scatter list is left"},
                                            {{Rule::lists_freed}}};

} // namespace dma_verify::sequences
