// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/earlier_files.h"

#include "harness/units/ops_helpers/earlier_files.h"

namespace dma_verify {

void complete_earlier(StoredScenario &scenario) {
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::complete_earlier_file(scenario);
  case UnitId::remap:
    return; // its files have always named all
  }
}

} // namespace dma_verify
