// SPDX-License-Identifier: GPL-2.0-only
// Scenarios outside the callers' contract, on purpose: each breaks one assumption and keeps the
// others, so that a failure has only that assumption as its cause.
#pragma once

#include "properties/assumptions.h"
#include "properties/random/draw.h"

#include <optional>
#include <vector>

namespace dma_verify::random {

// The assumptions of the call's contract that a scenario can break: all but those built into the
// simulated kernel.
std::vector<Assumption> breakable_assumptions(HelperId call);

// From a scenario inside the contract of its call, one that breaks just this assumption of it.
// Nothing if the assumption cannot be broken: it is no part of that contract, is built into the
// simulated kernel, or not alone on this architecture.
std::optional<StoredScenario> break_only(Assumption which, const StoredScenario &inside,
                                         Draw &draw);

} // namespace dma_verify::random
