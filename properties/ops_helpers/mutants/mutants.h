// SPDX-License-Identifier: GPL-2.0-only
// The unit's mutants, and which clauses each violates.
#pragma once

#include "properties/mutant.h"

namespace dma_verify::ops_helpers {

UnitMutants mutants();

} // namespace dma_verify::ops_helpers
