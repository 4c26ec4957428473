// SPDX-License-Identifier: GPL-2.0-only
// All that this unit states of its helpers, beside its properties.
#pragma once

#include "properties/units.h"

namespace dma_verify::ops_helpers {

UnitStatements statements();

} // namespace dma_verify::ops_helpers
