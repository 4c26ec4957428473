// SPDX-License-Identifier: GPL-2.0-only
// Runs one property on one architecture with RapidCheck. All random tests of single calls go
// through here. A run can be repeated from the seed alone, whatever runs at the same time.
#pragma once

#include "properties/property.h"
#include "properties/random/scenarios.h"

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace dma_verify::random {

// The result of one scenario on a subject.
struct CaseOutcome {
  enum class Kind : std::uint8_t {
    holds,
    violated,   // `clause` tells which
    differs,    // holds, but the model does otherwise
    discarded,  // outside the assumptions
    unmodelled, // ended in a service that the simulated kernel does not know: `detail`
    too_long,   // took more steps than can be followed: `detail`
    unjudged,   // did not return, and this property does not judge that
    stop,       // as unjudged, and the stream ends, since further cases would take too long:
                // `detail` says why
  };
  Kind kind = Kind::holds;
  std::string_view clause{}; // of static storage
  LabelSet labels = 0;
  std::string detail{};
};

using JudgeScenario = std::function<CaseOutcome(const StoredScenario &)>;

// Gets the scenarios of a round before they are judged, behind those of the round before it, in
// their order and at the places in memory at which they will be judged.
using DrawnAhead = std::function<void(std::span<const StoredScenario>)>;

struct StreamOptions {
  std::uint64_t seed = 0;
  std::uint64_t cases = 1000;                           // judged cases to run
  std::optional<std::chrono::nanoseconds> time_limit{}; // if set, stop after it, not after `cases`
  Aim aim = Aim::mixed;
  Environment environment{};
  // What can occur at all in the subject's kernel; null: all that its environment allows.
  std::function<bool(const StoredScenario &)> can_occur{};
  DrawnAhead drawn_ahead{};   // null: each is drawn when it is judged, which comes to the same
  unsigned first_round = 0;   // rounds before it are skipped: they ended with the process
  unsigned max_discards = 10; // for each judged case
};

struct StreamResult {
  enum class End : std::uint8_t { budget, violated, gave_up };
  End end = End::budget;
  std::uint64_t cases = 0;      // judged
  std::uint64_t discards = 0;   // outside the assumptions
  std::uint64_t unjudged = 0;   // did not return
  std::uint64_t unmodelled = 0; // ended in an unknown service
  std::uint64_t too_long = 0;   // took more steps than can be followed
  std::string why_too_long{};
  std::uint64_t differing = 0; // held, unlike the model
  std::string unmodelled_service{};
  std::array<std::uint64_t, 12> label_hits{};
  unsigned schedules_run = 0;                 // fault schedules tried at least once
  unsigned schedules = 0;                     // that exist
  std::optional<StoredScenario> scenario{};   // violated: the case as it was drawn
  std::string clause{};                       // violated: the clause
  std::optional<StoredScenario> difference{}; // the first case that differs from the model
  std::string reason{};                       // gave_up: why
};

// RapidCheck runs cases in rounds of this many. If a process dies, its round is lost.
inline constexpr unsigned kRoundCases = 1000;

// RapidCheck's seed for one round of the property with this id.
std::uint64_t stream_seed(std::uint64_t seed, std::string_view id, const Architecture &architecture,
                          unsigned round);

// Draws scenarios inside the contract of the property's call and judges each. The first cases go
// through all fault schedules, later ones draw a schedule. Stops at the first violation. Before
// each round `on_round`, if set, is called with its number.
StreamResult run_stream(const PropertyText &property, const Architecture &architecture,
                        const JudgeScenario &judge, const StreamOptions &options,
                        const std::function<void(unsigned round)> &on_round = {});

// The default number of cases per property and architecture: chosen so that a file has its verdict
// within seconds.
inline constexpr std::uint64_t kUsualCases = 5000;

// The first drawn scenario that fails; nothing if none of the default number does.
std::optional<StoredScenario>
first_failing(const PropertyText &property, const Architecture &architecture, std::uint64_t seed,
              const std::function<bool(const StoredScenario &)> &fails);

// A label whose share is too small to be chance: for a class with exactly the required share the
// probability of an error is below 1e-9. Empty if there is none. A label that is never hit is
// returned as soon as there are enough cases; without a required share that is the default number.
// Labels that are not possible with these devices or on this architecture are not returned; the
// proofs reachability.PROPERTY:LABEL confirm the latter.
std::string missing_label(const PropertyText &property, const Architecture &architecture,
                          Environment environment, const StreamResult &result);

} // namespace dma_verify::random
