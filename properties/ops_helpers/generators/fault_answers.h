// SPDX-License-Identifier: GPL-2.0-only
// The fault schedules of each helper as data: every combination of the environment's finite answers
// for one call.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/random/fault_schedule.h"

#include <vector>

namespace dma_verify::ops_helpers {

// The finite answers of one call; the others keep their default. What a page or handle is, beyond
// being there or not, is left to the generator.
struct FaultAnswers {
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

  friend bool operator==(const FaultAnswers &, const FaultAnswers &) = default;
};

// All of them, each once; the one without any fault first.
const std::vector<FaultAnswers> &fault_answers(Helper helper, random::Environment environment);

// The same as the random engine sees them.
std::vector<random::FaultSchedule> fault_schedules(Helper helper, random::Environment environment);

// What a schedule of this unit stands for.
const FaultAnswers &answers_of(const random::FaultSchedule &schedule);

} // namespace dma_verify::ops_helpers
