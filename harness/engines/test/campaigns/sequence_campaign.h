// SPDX-License-Identifier: GPL-2.0-only
// Runs the stateful engine in processes, one for each subject and architecture.
#pragma once

#include "harness/subjects/subject.h"
#include "properties/random/sequences/sequences.h"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

struct SequenceUnit {
  const Subject *subject = nullptr;
  Architecture architecture{};
};

struct SequenceCampaign {
  std::uint64_t seed = 0;
  std::uint64_t sequences = 0;                  // per unit
  std::optional<std::chrono::nanoseconds> time; // for the whole campaign, instead of `sequences`
  unsigned jobs = 1;
  std::function<bool()> interrupted{};
  std::function<void(std::size_t done)> tick{};
};

struct SequenceOutcome {
  SequenceUnit unit{};
  // Without `original`; the violation's texts are of static storage.
  random::SequenceResult result{};
  std::size_t original_steps = 0; // of the failing sequence as it was drawn
  double seconds = 0;
  std::string lost{};                        // how the tested code ended the process, twice
  bool stalled = false;                      // lost: it was stopped, since a call did not return
  std::optional<StoredScenario> last_call{}; // lost: what it ran
  bool interrupted = false;                  // not finished
  std::string fault{}; // not finished by a fault of the machine, or of ours: in words
};

// Calls `on_outcome` once per started unit, in the order in which they end.
void run_sequence_campaign(std::span<const SequenceUnit> units, const SequenceCampaign &campaign,
                           const std::function<void(const SequenceOutcome &)> &on_outcome);

} // namespace dma_verify
