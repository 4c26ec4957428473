// SPDX-License-Identifier: GPL-2.0-only
// Where coverage fails if it fails: a property judges one page or byte, the scenario's probe, and a
// random one seldom hits a small hole.
#pragma once

#include "model/kernel/scenario.h"
#include "model/kernel/trace.h"

#include <cstdint>
#include <vector>

namespace dma_verify::ops_helpers {

// The pages of the VMA (mmap) or the bytes of the buffer (alloc_pages) beside both ends of each run
// that was mapped or cleared without a break; ascending, at most kMostProbes. Empty for other
// calls.
std::vector<std::uint64_t> probes_at_edges(const StoredScenario &scenario,
                                           const StoredObservation &observed);

inline constexpr std::size_t kMostProbes = 64;

} // namespace dma_verify::ops_helpers
