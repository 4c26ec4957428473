// SPDX-License-Identifier: GPL-2.0-only
// What a violated clause means for a running kernel, for readers of a counterexample.
#pragma once

#include "model/kernel/trace.h"

#include <string_view>

namespace dma_verify {

// One line of a unit's list.
struct Consequence {
  std::string_view property; // an id, or a family and its dot
  std::string_view clause;
  std::string_view text;
  // The calls that it is true of; nothing if of all. A clause that has such lines has one for every
  // call that returned.
  bool (*fits)(const StoredObservation &) = nullptr;
};

// What it means that this call violated the clause: a sentence without its full stop. Every clause
// of a property that judges files has one; empty for other clauses. Of a sequence no call is named.
std::string_view consequence_of(std::string_view property, std::string_view clause,
                                const StoredObservation *observed = nullptr);

} // namespace dma_verify
