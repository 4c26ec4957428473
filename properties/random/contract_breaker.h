// SPDX-License-Identifier: GPL-2.0-only
// Scenarios outside the callers' contract, on purpose: each breaks chosen assumptions and keeps the
// others, so that a failure has only those as its cause.
#pragma once

#include "properties/assumptions.h"
#include "properties/random/draw.h"

#include <optional>
#include <span>
#include <vector>

namespace dma_verify::random {

// The assumptions of the call's contract that a scenario can break: all but those built into the
// simulated kernel.
std::vector<Assumption> breakable_assumptions(HelperId call);

// From a scenario inside the contract of its call, one that breaks just these assumptions of it, at
// least one; it is changed in a way that breaks the first. Nothing if that is not possible: the
// first is no part of that contract, is built into the simulated kernel, or cannot be broken on
// this architecture with just the others.
std::optional<StoredScenario> break_just(std::span<const Assumption> broken,
                                         const StoredScenario &inside, Draw &draw);
inline std::optional<StoredScenario> break_only(Assumption which, const StoredScenario &inside,
                                                Draw &draw) {
  return break_just({&which, 1}, inside, draw);
}

} // namespace dma_verify::random
