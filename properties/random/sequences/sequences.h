// SPDX-License-Identifier: GPL-2.0-only
// Runs sequences of calls with RapidCheck's state machine: draws steps that are possible in the
// state, runs each sequence on a fresh instance of the subject, and shrinks a failing one. A run
// can be repeated from the seed alone.
#pragma once

#include "model/world/platform.h"
#include "properties/sequences/player.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::random {

// A fresh instance of the subject, without the memory of earlier sequences.
using OpenSubject = std::function<ObserveCall()>;

struct SequenceOptions {
  std::uint64_t seed = 0;
  std::uint64_t sequences = 300;
  std::optional<std::chrono::nanoseconds> time_limit{}; // if set, stop after it
  world::PlatformOptions platform{};
};

struct FailedSequence {
  SequenceViolation violation{};
  std::vector<world::Event> events{}; // up to the step after which the clause does not hold
};

struct SequenceResult {
  enum class End : std::uint8_t { budget, violated, gave_up };
  End end = End::budget;
  std::uint64_t sequences = 0;                              // played to their end
  std::uint64_t steps = 0;                                  // of these
  std::array<std::uint64_t, world::kActionCount> actions{}; // steps of each kind
  std::uint64_t unmodelled = 0;                             // ended in an unknown service
  std::string unmodelled_service{};
  std::optional<FailedSequence> original{}; // violated: as it was drawn
  std::optional<FailedSequence> shortest{}; // violated: after shrinking
  unsigned shrinking_runs = 0;
  std::string reason{}; // gave_up: why
};

// Drawn sequences have 1 to this many steps, before all buffers are freed: 20 on average.
inline constexpr unsigned kMaxSteps = 39;

// Stops at the first violation.
SequenceResult run_sequences(const Architecture &architecture, const OpenSubject &open,
                             const SequenceOptions &options);

} // namespace dma_verify::random
