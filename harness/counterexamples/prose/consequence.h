// SPDX-License-Identifier: GPL-2.0-only
// What a violated clause means for a running kernel, for readers of a counterexample.
#pragma once

#include <string_view>

namespace dma_verify {

// One line of a unit's list.
struct Consequence {
  std::string_view property; // an id, or a family and its dot
  std::string_view clause;
  std::string_view text;
};

// A sentence without its full stop. Every clause of a property that judges files has one; empty for
// other clauses.
std::string_view consequence_of(std::string_view property, std::string_view clause);

} // namespace dma_verify
