// SPDX-License-Identifier: GPL-2.0-only
// sequence: what must hold in the world after each step of a sequence of calls, and when all
// buffers have been freed.
#pragma once

#include "model/world/world.h"
#include "properties/sequences/clauses.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

struct SequenceProperty {
  std::string_view id; // sequence.name
  std::string_view statement;
  std::span<const ClauseText> clauses;
  std::span<const sequences::ClauseRules> rules; // of each clause
  std::string_view source;
  bool at_end = false; // judged when all buffers have been freed; otherwise after each step
};

// In the order in which they are judged.
std::span<const SequenceProperty> sequence_properties();

const SequenceProperty *find_sequence_property(std::string_view id);

// The assumptions of all of them: the contracts of the callers of all helpers.
std::span<const Assumption> sequence_assumptions();

struct SequenceViolation {
  std::string_view property; // id
  std::string_view clause;   // id

  friend bool operator==(const SequenceViolation &, const SequenceViolation &) = default;
};

struct TestedClause {
  const ClauseText *text;
  const sequences::ClauseRules *rules;
};
std::optional<TestedClause> find_clause(const SequenceViolation &violation);

// Every clause that does not hold, in order; none if all hold.
std::vector<SequenceViolation> violated_after_step(const world::World &world);
std::vector<SequenceViolation> violated_at_end(const world::World &world);

} // namespace dma_verify
