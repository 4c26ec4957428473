// SPDX-License-Identifier: GPL-2.0-only
// The ways through each helper, in the kernel's terms: that a proof says something of every way is
// shown class by class.
#pragma once

#include "properties/ops_helpers/path_classes/path_classes.h"

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
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::path_class_of(scenario, observation);
  }
  return 0;
}

} // namespace dma_verify
