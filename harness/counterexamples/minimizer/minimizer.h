// SPDX-License-Identifier: GPL-2.0-only
// Minimizes a failing scenario by moves on its values: single ones, and joint ones that keep a sum
// or a difference. Deterministic.
#pragma once

#include "properties/order/order.h"

#include <chrono>
#include <functional>
#include <span>

namespace dma_verify {

// Whether a candidate still fails: the same clause, inside the same contract.
using StillFails = std::function<bool(const StoredScenario &)>;

struct MinimizeOptions {
  unsigned max_runs = 50'000;               // runs of the candidate at most
  std::chrono::milliseconds max_time{1500}; // for candidates that run long, as endless loops do
  Order order = Order::usual;
  // Rows of the table to which the scenario may be moved, the simplest first; none: it stays on
  // its own.
  std::span<const Architecture> rows{};
};

struct MinimizeResult {
  StoredScenario scenario;
  unsigned runs = 0;        // candidates that were run
  bool out_of_runs = false; // a limit ended it, not a fixed point
};

// `failing` must fail. The result fails, is not larger (or stands on a simpler row), and no single
// move makes it smaller (unless out_of_runs).
MinimizeResult minimize(const StoredScenario &failing, const StillFails &still_fails,
                        const MinimizeOptions &options = {});

// The scenario on another row: the same numbers of pages, and what lay near the end of a word lies
// as near to it there.
StoredScenario moved_to(const Architecture &row, const StoredScenario &scenario);

} // namespace dma_verify
