// SPDX-License-Identifier: GPL-2.0-only
// Which assumptions a stored scenario breaks.
#pragma once

#include "properties/assumptions.h"

#include <span>
#include <vector>

namespace dma_verify {

// Whether it keeps all of these; and the contract of its call.
bool keeps(std::span<const Assumption> assumptions, const StoredScenario &stored);
bool keeps_contract(const StoredScenario &stored);

// Those of its call's contract that it breaks, in the order of the contract; none: the call keeps
// it.
std::vector<Assumption> broken_assumptions(const StoredScenario &stored);

} // namespace dma_verify
