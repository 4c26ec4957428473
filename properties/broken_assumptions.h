// SPDX-License-Identifier: GPL-2.0-only
// Which assumptions of its call's contract a stored scenario breaks.
#pragma once

#include "properties/assumptions.h"

#include <vector>

namespace dma_verify {

// In the order of the contract; none: the call keeps it.
std::vector<Assumption> broken_assumptions(const StoredScenario &stored);

} // namespace dma_verify
