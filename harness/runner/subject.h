// SPDX-License-Identifier: GPL-2.0-only
// What is verified: the model, or a compiled C file.
#pragma once

#include "model/kernel/trace.h"
#include "properties/random/fault_schedule.h"

#include <functional>
#include <string>

namespace dma_verify {

// Runs one scenario and observes it. Must not be called outside a forked child for a C file.
using Observe = std::function<void(const StoredScenario &, StoredObservation &)>;

struct Subject {
  std::string name{};   // as it is shown: "model", or the file's path
  std::string form{};   // "6.1", "6.12", "6.18", "seed", "7.3", "unknown"
  std::string sha256{}; // of the file; empty for the model
  bool is_model = false;
  std::string origin = "file"; // "model", "kernel" (a tree's file) or "file" (one on its own)
  random::Environment environment{};
  std::function<bool(const Architecture &)> supports{};
  // A fresh instance, without the memory of earlier calls.
  std::function<Observe()> open{};
};

Subject model_subject();

} // namespace dma_verify
