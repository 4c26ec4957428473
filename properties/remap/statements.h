// SPDX-License-Identifier: GPL-2.0-only
// The statements of this unit about its helpers, besides its properties.
#pragma once

#include "properties/units.h"

namespace dma_verify::remap {

UnitStatements statements();

} // namespace dma_verify::remap
