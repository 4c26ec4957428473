// SPDX-License-Identifier: GPL-2.0-only
// Fault schedules as the random engine sees them: one combination of the environment's finite
// answers for one call, which the unit of the call lists and knows.
#pragma once

#include "model/kernel/helper_id.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace dma_verify::random {

// What fault schedules and scenarios depend on in a subject.
struct Environment {
  bool iommu_devices = true; // false before Linux 6.12: every device has an ops table
  bool split_memmaps = true; // false from Linux 6.18 on: allocators hand out no such block
  // Not of the form: the numbers in the subject's text, of which some scenarios are made. None:
  // NULL.
  std::shared_ptr<const std::vector<std::uint64_t>> numbers{};

  [[nodiscard]] std::span<const std::uint64_t> numbers_in_text() const {
    return numbers == nullptr ? std::span<const std::uint64_t>{} : std::span(*numbers);
  }
};

struct FaultSchedule {
  HelperId helper;
  Environment environment{};
  std::size_t number = 0;   // its place in the unit's list
  bool is_faultless = true; // no service fails
  unsigned share = 1;       // how often it is drawn, relative to the others

  friend bool operator==(const FaultSchedule &a, const FaultSchedule &b) {
    return a.helper == b.helper && a.number == b.number;
  }
};

// All of them, each once; the one without any fault first.
std::vector<FaultSchedule> fault_schedules(HelperId helper, Environment environment);

} // namespace dma_verify::random
