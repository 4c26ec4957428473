// SPDX-License-Identifier: GPL-2.0-only
// Starts the program as the plan says, and collects what it says.
#pragma once

#include "harness/develop/golden/facts.h"
#include "harness/develop/golden/plan.h"

#include <functional>

namespace dma_verify::golden {

struct Recorder {
  std::filesystem::path program; // the built dma-verify
  std::filesystem::path store;   // of counterexamples
  unsigned jobs = 1;             // how many programs run at once
  // Called after each start, with its facts and the number of starts that are left.
  std::function<void(const Facts &found, std::size_t left)> progress{};
  // Asked all the time: ends the programs that run.
  std::function<bool()> interrupted{};

  // The facts of starts whose subject contains `only`. Those whose exit status is in `known` are
  // not made again: their facts are taken from there. Throws std::runtime_error if the program
  // cannot be started, or if it was interrupted.
  [[nodiscard]] Facts record(Plan plan, const std::string &only = "",
                             const Facts &known = {}) const;
};

} // namespace dma_verify::golden
