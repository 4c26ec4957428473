// SPDX-License-Identifier: GPL-2.0-only
// What an engine says of one property: a record, and what fails, if something does.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/results/record.h"

#include <optional>
#include <string>

namespace dma_verify {

struct EngineResult {
  Record record{};
  // Of what is falsified: minimized by the engine, in the process in which the subject runs.
  std::optional<Counterexample> counterexample{};
  std::string remark{};           // sentences on how the engine found it; may be empty
  std::size_t original_steps = 0; // of a sequence, before it was minimized
};

} // namespace dma_verify
