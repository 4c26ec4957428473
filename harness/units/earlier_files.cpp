// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/earlier_files.h"

#include "harness/units/ops_helpers/earlier_files.h"

namespace dma_verify {

void complete_earlier(StoredScenario &scenario) {
  if (scenario.call.unit == UnitId::ops_helpers) // files of other units have always named all
    ops_helpers::complete_earlier_file(scenario);
}

} // namespace dma_verify
