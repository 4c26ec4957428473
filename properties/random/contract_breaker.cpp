// SPDX-License-Identifier: GPL-2.0-only
#include "properties/random/contract_breaker.h"

#include "properties/broken_assumptions.h"
#include "properties/random/scenarios.h"

#include <algorithm>

namespace dma_verify::random {

// A way to break the assumption may break another one too: then another way is drawn.
constexpr unsigned kAttempts = 64;

std::vector<Assumption> breakable_assumptions(HelperId call) {
  std::vector<Assumption> breakable;
  for (const Assumption assumption : contract_of(call)) {
    if (!text_of(assumption).by_construction)
      breakable.push_back(assumption);
  }
  return breakable;
}

std::optional<StoredScenario> break_just(std::span<const Assumption> broken,
                                         const StoredScenario &inside, Draw &draw) {
  const auto breakable = breakable_assumptions(inside.call);
  if (std::ranges::find(breakable, broken.front()) == breakable.end())
    return std::nullopt;
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    const StoredScenario outside =
        generators_of(inside.call.unit).break_assumption(broken.front(), inside, draw);
    if (std::ranges::equal(broken_assumptions(outside), broken))
      return outside;
  }
  return std::nullopt;
}

} // namespace dma_verify::random
