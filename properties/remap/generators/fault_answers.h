// SPDX-License-Identifier: GPL-2.0-only
// The fault schedules of each helper as data: every combination of the environment's finite answers
// for one call.
#pragma once

#include "properties/remap/contracts.h"

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
inline std::vector<FaultAnswers> fault_answers(Helper helper, Environment environment) {
  std::vector<FaultAnswers> all;
  switch (helper) {
  case Helper::contiguous_remap:
    for (const bool split : {false, true}) {
      if (split && !environment.split_memmap)
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

} // namespace dma_verify::remap
