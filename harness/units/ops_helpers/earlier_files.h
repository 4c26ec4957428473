// SPDX-License-Identifier: GPL-2.0-only
// What a device could reach before scenarios had fields for it, and what services answered who
// asked them again.
#pragma once

#include "model/kernel/scenario.h"

namespace dma_verify::ops_helpers {

void complete_earlier_file(StoredScenario &scenario);

} // namespace dma_verify::ops_helpers
