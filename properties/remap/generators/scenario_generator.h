// SPDX-License-Identifier: GPL-2.0-only
// Random scenarios inside the callers' contract: plain ones, in which each field is arbitrary, and
// ones whose fields aim at each other's boundaries.
#pragma once

#include "properties/random/draw.h"
#include "properties/remap/generators/fault_answers.h"

namespace dma_verify::remap {

// A scenario of this helper on this architecture that keeps contract_of(helper), with these
// answers. By a coin, its fields are arbitrary, or near the numbers at which something changes.
StoredScenario generate(random::Draw draw, const Architecture &architecture, Helper helper,
                        const FaultAnswers &answers);

} // namespace dma_verify::remap
