// SPDX-License-Identifier: GPL-2.0-only
// The ways through each helper, in the kernel's terms: one class for each outcome of its decision
// list and of those of the services that it asks. That a proof says something of every way is shown
// class by class.
#pragma once

#include "properties/assumptions.h"
#include "properties/ops_helpers/path_classes/alloc_pages.h"
#include "properties/ops_helpers/path_classes/free_pages.h"
#include "properties/ops_helpers/path_classes/get_sgtable.h"
#include "properties/ops_helpers/path_classes/mmap.h"

#include <span>

namespace dma_verify {

using path_classes::PathClass;

// All classes of a helper.
std::span<const PathClass> path_classes_of(HelperId call);

// Whether a call that keeps its whole contract can be of this class on this architecture. That it
// can, and that it cannot, is proved for each.
bool is_reachable(const PathClass &path_class, const Architecture &architecture);

// The class of an observation of the model, as a position in path_classes_of(scenario.call); their
// number if it is of none, which no call is.
template <class M>
std::size_t path_class_of(const Scenario<M> &scenario, const Observation<M> &observation) {
  switch (ops_helpers::helper_of(scenario.call)) {
  case ops_helpers::Helper::get_sgtable:
    return static_cast<std::size_t>(path_classes::of_get_sgtable(scenario, observation));
  case ops_helpers::Helper::mmap:
    return static_cast<std::size_t>(path_classes::of_mmap(scenario, observation));
  case ops_helpers::Helper::alloc_pages:
    return path_classes::of_alloc_pages(scenario, observation);
  case ops_helpers::Helper::free_pages:
    return path_classes::of_free_pages(scenario, observation);
  }
  return 0;
}

} // namespace dma_verify
