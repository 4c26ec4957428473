// SPDX-License-Identifier: GPL-2.0-only
// How a call of this unit's helpers can come about in a kernel.
#pragma once

#include "properties/reachability.h"

namespace dma_verify::ops_helpers {

Reachability reachability_of(const StoredScenario &stored);

} // namespace dma_verify::ops_helpers
