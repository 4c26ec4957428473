// SPDX-License-Identifier: GPL-2.0-only
// What solvers prove of a minimized counterexample: the smallest scenario, the region, and what is
// known about each field.
#pragma once

#include "smt/minimality/minimum.h"
#include "smt/minimality/proved_facts.h"

#include <vector>

namespace dma_verify {

struct ProvedScenario {
  StoredScenario scenario; // the smallest that is known
  ProvedFacts proved;
};

// How much is asked: each part takes about a third of the time.
struct SmallestOptions {
  bool region = true;
  bool fields = true;
  std::chrono::milliseconds region_budget{2000};
  std::chrono::milliseconds question{1000}; // each, of region and fields
};

// `minimized` fails. Deterministic but for time limits.
ProvedScenario prove_smallest(const smt::Failing &failing, const StoredScenario &minimized,
                              const smt::Solvers &solvers, const SmallestOptions &options = {});

// Scenarios inside, failing and not: drawn at random, and the minimum with some values changed.
std::vector<StoredScenario> samples_around(const smt::Failing &failing,
                                           const StoredScenario &minimum);

} // namespace dma_verify
