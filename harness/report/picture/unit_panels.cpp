// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/picture/places.h"

#include "harness/units/ops_helpers/panels/panels.h"
#include "harness/units/remap/panels/panels.h"

namespace dma_verify::report {

CallPanels panels_of(const StoredScenario &scenario, const Outcomes &outcomes) {
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::panels_of(scenario, outcomes);
  case UnitId::remap:
    return remap::panels_of(scenario, outcomes);
  }
  return {};
}

} // namespace dma_verify::report
