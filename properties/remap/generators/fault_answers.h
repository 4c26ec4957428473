// SPDX-License-Identifier: GPL-2.0-only
// The fault schedules of each helper as data: every combination of the environment's finite answers
// for one call.
#pragma once

#include "model/remap/helpers.h"
#include "properties/random/fault_schedule.h"

#include <vector>

namespace dma_verify::remap {

// The finite answers of one call; the others keep their default.
struct FaultAnswers {
  bool kvmalloc_array = true;
  bool vmap = true;
  bool split_memmap = false;
  bool area = false;
  bool area_has_array = false;

  friend bool operator==(const FaultAnswers &, const FaultAnswers &) = default;
};

// All of them, each once; the one without any fault first.
inline std::vector<FaultAnswers> fault_answers(Helper helper, random::Environment environment) {
  std::vector<FaultAnswers> all;
  switch (helper) {
  case Helper::contiguous_remap:
    for (const bool split : {false, true}) {
      if (split && !environment.split_memmaps)
        continue;
      all.push_back({.split_memmap = split});
      all.push_back({.vmap = false, .split_memmap = split});
      all.push_back({.kvmalloc_array = false, .split_memmap = split});
    }
    break;
  case Helper::pages_remap:
    all.push_back({});
    all.push_back({.vmap = false});
    break;
  case Helper::find_pages:
  case Helper::free_remap:
    all.push_back({.area = true, .area_has_array = true});
    all.push_back({.area = true});
    all.push_back({});
    break;
  }
  return all;
}

// The same as the random engine sees them.
inline std::vector<random::FaultSchedule> fault_schedules(Helper helper,
                                                          random::Environment environment) {
  std::vector<random::FaultSchedule> all;
  for (const FaultAnswers &answers : fault_answers(helper, environment)) {
    random::FaultSchedule &schedule = all.emplace_back();
    schedule.helper = helper;
    schedule.environment = environment;
    schedule.number = all.size() - 1;
    schedule.is_faultless = answers.kvmalloc_array && answers.vmap;
  }
  return all;
}

// What a schedule of this unit stands for.
inline FaultAnswers answers_of(const random::FaultSchedule &schedule) {
  return fault_answers(helper_of(schedule.helper), schedule.environment)[schedule.number];
}

} // namespace dma_verify::remap
