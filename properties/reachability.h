// SPDX-License-Identifier: GPL-2.0-only
// How a scenario can be reached in a kernel, and the rule for that.
#pragma once

#include "properties/assumptions.h"

#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

enum class ReachableFrom : std::uint8_t {
  mmap,      // mmap(2) on a driver that passes its arguments on
  driver,    // only through a driver that sets what the kernel sets for others (vm_pgoff), or
             // passes what it did not allocate
  dma_api,   // a driver's ordinary call of the DMA API
  no_caller, // no caller in the tree: a caller's check stands before it
};

std::string_view to_string(ReachableFrom from);

struct Reachability {
  ReachableFrom from = ReachableFrom::no_caller;
  std::string rule;               // why, in one sentence
  std::vector<Assumption> broken; // of the call's contract
};

Reachability reachability_of(const StoredScenario &stored);

// Who sees to it that an assumption holds, and so who could break it.
struct Keeper {
  ReachableFrom from;
  std::string_view who; // "which ..."
};

// Of a scenario that breaks these assumptions, at least one; the keeper is that of the first.
Reachability reached_by_breaking(std::vector<Assumption> broken, const Keeper &keeper);

} // namespace dma_verify
