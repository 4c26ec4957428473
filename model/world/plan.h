// SPDX-License-Identifier: GPL-2.0-only
// From a step to what is called: chooses the answers of the kernel around the helpers by the
// neighbours' own decisions, so that a call keeps its callers' contract in any state.
#pragma once

#include "model/world/platform.h"
#include "model/world/world.h"

#include <optional>
#include <vector>

namespace dma_verify::world {

// The buffers that the action can be applied to, in the order in which they were handed out; of
// an action that hands one out, none. A buffer that user space sees is not freed (M6); a scatter
// list of a pool's memory is not asked for (M3).
std::vector<const Buffer *> candidates(const World &world, Action action);

// Nothing if there is no such buffer or device.
std::optional<Event> plan(const Platform &platform, const World &world, const Step &step);

// The next event on the way to a world without buffers; nothing if there is none.
std::optional<Event> plan_end(const Platform &platform, const World &world);

} // namespace dma_verify::world
