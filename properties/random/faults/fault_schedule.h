// SPDX-License-Identifier: GPL-2.0-only
// Fault schedules as data: every combination of the environment's finite answers for one call.
#pragma once

#include "model/kernel/scenario.h"

#include <vector>

namespace dma_verify::random {

// The finite answers of one call; the others keep their default. What a page or handle is, beyond
// being there or not, is left to the generator.
struct FaultSchedule {
  bool pool_claims = false;
  int pool_status = 0;
  int remap_status = 0;
  int sg_alloc_status = 0;
  bool contiguous_serves = false;
  ContiguousArea contiguous_area = ContiguousArea::standard; // which area, if one serves
  bool buddy_serves = true;
  bool mapping_fails = false;
  bool use_dma_iommu = false;
  bool ops_has_unmap = true;
  Allocator block_owner = Allocator::buddy;

  friend bool operator==(const FaultSchedule &, const FaultSchedule &) = default;
};

// What a subject's form can be asked.
struct Environment {
  bool iommu_devices = true; // false before Linux 6.12: every device has an ops table
};

// All of them, each once; the one without any fault first.
std::vector<FaultSchedule> fault_schedules(HelperId call, Environment environment);

} // namespace dma_verify::random
