// SPDX-License-Identifier: GPL-2.0-only
// Runs every shorter sequence of a stated, finite space: of any subject, so of a C file too. No
// solver: what is not in the space is not looked at.
#pragma once

#include "model/world/platform.h"
#include "properties/sequences/player.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace dma_verify {

struct ShorterRuns {
  std::vector<world::Event>
      found{};                 // the first that fails, of the fewest steps; empty if none does
  std::uint64_t sequences = 0; // that were run
  bool complete = false;       // all of the space
  std::string space{};         // in words: "5 devices, buffers of 1 or 2 pages, ..."
};

// Of longer sequences the space is too large to be run.
inline constexpr std::size_t kLongestRunInFull = 3; // steps

// All sequences of 1 to `steps` steps, at most kLongestRunInFull, each on a fresh instance; the
// fewer steps, the more values there are of each. `open` makes the instances.
ShorterRuns run_every_sequence(const world::Platform &platform, std::size_t steps,
                               const std::function<ObserveCall()> &open,
                               const SequenceViolation &violation,
                               std::chrono::milliseconds most_time);

} // namespace dma_verify
