// SPDX-License-Identifier: GPL-2.0-only
// Runs one property on one architecture through RapidCheck: the only door to it. Repeatable from
// the seed alone, whatever else runs beside it.
#pragma once

#include "properties/property.h"
#include "properties/random/scenarios.h"

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace dma_verify::random {

// What a subject's run of one scenario showed.
struct CaseOutcome {
  enum class Kind : std::uint8_t {
    holds,
    violated,   // `clause` tells which
    differs,    // holds, but the model does otherwise
    discarded,  // outside the assumptions
    unmodelled, // ended in a service that the simulated kernel does not know: `detail`
    unjudged,   // did not return, which this property says nothing of
    stop,       // as unjudged, and more of it is not worth its time: `detail` says why
  };
  Kind kind = Kind::holds;
  std::string_view clause{}; // of static storage
  LabelSet labels = 0;
  std::string detail{};
};

using JudgeScenario = std::function<CaseOutcome(const StoredScenario &)>;

struct StreamOptions {
  std::uint64_t seed = 0;
  std::uint64_t cases = 1000;                           // judged cases to run
  std::optional<std::chrono::nanoseconds> time_limit{}; // if set, stop after it, not after `cases`
  Aim aim = Aim::mixed;
  Environment environment{};
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
  std::uint64_t differing = 0;  // held, unlike the model
  std::string unmodelled_service{};
  std::array<std::uint64_t, 12> label_hits{};
  unsigned schedules_run = 0;                 // fault schedules tried at least once
  unsigned schedules = 0;                     // that exist
  std::optional<StoredScenario> scenario{};   // violated: the case as it was drawn
  std::string clause{};                       // violated: the clause
  std::optional<StoredScenario> difference{}; // the first case that differs from the model
  std::string reason{};                       // gave_up: why
};

// RapidCheck's cases are run in rounds of this many; a round is what is lost with a process.
inline constexpr unsigned kRoundCases = 1000;

// RapidCheck's seed for one round of what has this id: each stream is its own.
std::uint64_t stream_seed(std::uint64_t seed, std::string_view id, const Architecture &architecture,
                          unsigned round);

// Draws scenarios inside the contract of the property's call and judges each. The first cases step
// through all fault schedules, later ones draw them. Stops at the first violation.
// Before each round its number is told to `on_round`, if set.
StreamResult run_stream(const PropertyText &property, const Architecture &architecture,
                        const JudgeScenario &judge, const StreamOptions &options,
                        const std::function<void(unsigned round)> &on_round = {});

// Cases per property and architecture, unless told otherwise: chosen so that a file has its verdict
// within seconds.
inline constexpr std::uint64_t kUsualCases = 5000;

// The first scenario so drawn that fails; nothing if none of the usual number does.
std::optional<StoredScenario>
first_failing(const PropertyText &property, const Architecture &architecture, std::uint64_t seed,
              const std::function<bool(const StoredScenario &)> &fails);

// The label whose share is too small to be chance: a class of exactly the required share is named
// with a probability below 1e-9. Empty if none is. A label that is never hit is named as soon as
// there are enough cases to tell; of one without a required share, those are the usual number. Not
// named is what the environment cannot offer, and a label that is declared unreachable on the
// architecture, which the proofs (reachability.PROPERTY:LABEL) hold it to.
std::string missing_label(const PropertyText &property, const Architecture &architecture,
                          Environment environment, const StreamResult &result);

} // namespace dma_verify::random
