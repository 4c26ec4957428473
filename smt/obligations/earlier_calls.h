// SPDX-License-Identifier: GPL-2.0-only
// Calls before the one that is judged, on a fresh copy of a C file: what its static variables hold
// depends on them.
#pragma once

#include "model/kernel/scenario.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dma_verify {

struct EarlierCalls {
  std::vector<StoredScenario> round{}; // so many times, one after the other
  std::uint64_t rounds = 0;
  std::vector<StoredScenario> then{}; // and these once
  // Their device is that of the judged call; else another one. Of a judged call that releases a
  // buffer, the first one of `then` has acquired it, for the same device.
  bool same_device = false;
  std::string text{}; // what static variables hold at the judged call, and after which calls

  [[nodiscard]] bool empty() const { return text.empty(); }
};

} // namespace dma_verify
