// SPDX-License-Identifier: GPL-2.0-only
// The path classes of each helper: classes of ways through it, in the kernel's terms. For each
// class it is checked that a proof says something about calls of it.
#pragma once

#include "properties/ops_helpers/path_classes/path_classes.h"
#include "properties/remap/path_classes.h"

#include <span>

namespace dma_verify {

using path_classes::PathClass;

// All classes of a helper.
std::span<const PathClass> path_classes_of(HelperId call);

// Whether a call that keeps its whole contract can be of this class on this architecture. Both
// answers are proved for each class.
bool is_reachable(const PathClass &path_class, const Architecture &architecture);

// The class of an observation of the model, as a position in path_classes_of(scenario.call). The
// number of classes if it is of none; there is no such call.
template <class M>
std::size_t path_class_of(const Scenario<M> &scenario, const Observation<M> &observation) {
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::find_path_class(scenario, observation);
  case UnitId::remap:
    return remap::find_path_class(scenario, observation);
  }
  return 0;
}

} // namespace dma_verify
