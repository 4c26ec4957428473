// SPDX-License-Identifier: GPL-2.0-only
// The ways through each helper of the unit: one class for each outcome of its decision list and of
// those of the services that it asks.
#pragma once

#include "properties/ops_helpers/path_classes/alloc_pages.h"
#include "properties/ops_helpers/path_classes/free_pages.h"
#include "properties/ops_helpers/path_classes/get_sgtable.h"
#include "properties/ops_helpers/path_classes/mmap.h"

#include <span>

namespace dma_verify::ops_helpers {

// All classes of a helper.
constexpr std::span<const path_classes::PathClass> path_classes_of(Helper helper) {
  switch (helper) {
  case Helper::get_sgtable:
    return path_classes::kSgtableClasses;
  case Helper::mmap:
    return path_classes::kMmapClasses;
  case Helper::alloc_pages:
    return path_classes::kAllocPagesClasses;
  case Helper::free_pages:
    return path_classes::kFreePagesClasses;
  }
  return {};
}

// The class of an observation of the model, as a position in that list.
template <class M>
std::size_t find_path_class(const Scenario<M> &scenario, const Observation<M> &observation) {
  switch (helper_of(scenario.call)) {
  case Helper::get_sgtable:
    return static_cast<std::size_t>(path_classes::of_get_sgtable(scenario, observation));
  case Helper::mmap:
    return static_cast<std::size_t>(path_classes::of_mmap(scenario, observation));
  case Helper::alloc_pages:
    return path_classes::of_alloc_pages(scenario, observation);
  case Helper::free_pages:
    return path_classes::of_free_pages(scenario, observation);
  }
  return 0;
}

} // namespace dma_verify::ops_helpers
