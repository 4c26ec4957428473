// SPDX-License-Identifier: GPL-2.0-only
// Which properties of this unit are judged on all inputs of 8-bit words.
#pragma once

#include "properties/exhaustive/sweep.h"

namespace dma_verify::ops_helpers {

exhaustive::UnitSweeps sweeps();

} // namespace dma_verify::ops_helpers
