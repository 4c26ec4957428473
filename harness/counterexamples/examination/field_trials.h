// SPDX-License-Identifier: GPL-2.0-only
// Which fields of a failing call matter: each is changed alone, and the call is run again. That is
// no proof, and says so; proved_facts.h has what is proved.
#pragma once

#include "model/kernel/scenario.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// How a changed scenario ended.
enum class TrialEnd : std::uint8_t {
  fails,   // the same clause is violated
  holds,   // it is not
  outside, // the scenario breaks the contract of the callers, or cannot be judged: it says nothing
};
using RunTrial = std::function<TrialEnd(const StoredScenario &)>;

// The tries of one field.
struct FieldTrial {
  unsigned failed = 0;
  unsigned held = 0;
  unsigned outside = 0;

  [[nodiscard]] bool may_be_anything() const { return failed != 0 && held == 0; }
  friend bool operator==(const FieldTrial &, const FieldTrial &) = default;
};

// What can be tried of a call: its fields, by their names; of mmap also both ends of the VMA, moved
// together.
std::vector<std::string> trial_names(HelperId call);

// The tries of each of trial_names(), in their order; `note` is told of each as it is done.
void try_fields(const StoredScenario &failing, const RunTrial &run,
                const std::function<void(std::size_t, const FieldTrial &)> &note);

// All that may be anything changed at once, some times over. The trials are those of try_fields.
FieldTrial try_at_once(const StoredScenario &failing, std::span<const FieldTrial> trials,
                       const RunTrial &run);

} // namespace dma_verify
