// SPDX-License-Identifier: GPL-2.0-only
// What is verified: the model, or a compiled C file.
#pragma once

#include "model/kernel/trace.h"
#include "properties/random/fault_schedule.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dma_verify {

struct Mutant;

// Runs one scenario and observes it. Must not be called outside a forked child for a C file.
using Observe = std::function<void(const StoredScenario &, StoredObservation &)>;

struct Subject {
  std::string name{};           // as it is shown: "model", or the file's path
  std::optional<UnitId> unit{}; // whose helpers it has; nothing: those of all units
  std::string form{};           // an id of the unit's list of forms, or "unknown"
  std::string sha256{};         // of the file; empty for the model
  bool is_model = false;        // the model, or a mutant of it
  const Mutant *mutant = nullptr; // of a mutant of the model
  std::string origin = "file"; // "model", "kernel" (a tree's file) or "file" (one on its own)
  random::Environment environment{};
  std::function<bool(const Architecture &)> supports{};
  // A fresh instance, without the memory of earlier calls.
  std::function<Observe()> open{};

  [[nodiscard]] bool has(UnitId which) const { return !unit || *unit == which; }
  // Not a mutant.
  [[nodiscard]] bool is_sound_model() const { return is_model && mutant == nullptr; }
};

Subject model_subject();

// A mutant of the model: "model:NAME", to see the program fail. On machines on which proofs
// of it can be asked about, too.
inline constexpr std::string_view kMutantPrefix = "model:";
Subject mutant_subject(const Mutant &mutant);

} // namespace dma_verify
