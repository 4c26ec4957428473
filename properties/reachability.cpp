// SPDX-License-Identifier: GPL-2.0-only
#include "properties/reachability.h"

#include "properties/units.h"

#include <utility>

namespace dma_verify {

std::string_view to_string(ReachableFrom from) {
  switch (from) {
  case ReachableFrom::mmap:
    return "from mmap(2)";
  case ReachableFrom::driver:
    return "only through a driver that sets arguments itself or misuses the call";
  case ReachableFrom::dma_api:
    return "through the DMA API";
  case ReachableFrom::no_caller:
    return "by no caller in the tree";
  }
  return "?";
}

Reachability reachability_of(const StoredScenario &stored) {
  return statements_of(stored.call.unit).reachability(stored);
}

Reachability reached_by_breaking(std::vector<Assumption> broken, const Keeper &keeper) {
  const AssumptionText &first = text_of(broken.front());
  std::string rule = "breaks " + std::string(first.id) + " (" + std::string(first.statement) +
                     "), " + std::string(keeper.who);
  return {keeper.from, std::move(rule), std::move(broken)};
}

} // namespace dma_verify
