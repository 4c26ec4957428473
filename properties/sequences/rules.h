// SPDX-License-Identifier: GPL-2.0-only
// The rules of sequences: single conditions, of which the properties of proved sequences are made
// (properties/sequences/shapes.h), and by which solvers are asked about the clauses of tested ones
// (properties/sequences/sequence_properties.h). Judged in properties/sequences/play.h.
#pragma once

#include "properties/property.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace dma_verify::sequences {

enum class Rule : std::uint8_t {
  returns,
  contract_kept,
  one_owner,
  released_once,
  right_allocator,
  unmap_live,
  unmapped_first,
  nothing_left,
  zeroed,
  scatter_list,
  user_window,
  // Only of sequences that are proved as the shortest: what longer ones are tested for.
  own_writes,
  devices_reach,
  one_mapping,
  user_pages,
  user_protection,
  failed_mmap,
  blocks_freed,
  mappings_ended,
  lists_freed,
};
inline constexpr std::size_t kRuleCount = 20;

// The clause that a proof of the rule has in results and files.
const ClauseText &text_of(Rule rule);

// A sequence of calls of the helpers that violates the clause of a tested property violates one of
// these. Each says at least as much as the clause; none if there is no such clause.
std::span<const Rule> rules_of(std::string_view property, std::string_view clause);

} // namespace dma_verify::sequences
