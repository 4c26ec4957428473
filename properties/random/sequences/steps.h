// SPDX-License-Identifier: GPL-2.0-only
// Draws the steps of sequences, and knows which steps are simpler than another.
#pragma once

#include "model/world/plan.h"
#include "properties/random/draw.h"

#include <vector>

namespace dma_verify::random {

// A step that is possible in this state.
world::Step draw_step(Draw &draw, const world::Platform &platform, const world::World &world);

// Candidates to replace the step when a failing sequence is shrunk: fewer faults, less memory,
// plainer arguments. Repeated replacing ends.
std::vector<world::Step> simpler_steps(const world::Step &step, unsigned page_shift);

} // namespace dma_verify::random
