// SPDX-License-Identifier: GPL-2.0-only
// The statements of this unit about its helpers, besides its properties.
#pragma once

#include "properties/units.h"

namespace dma_verify::ops_helpers {

UnitStatements statements();

// Parts of it that have files of their own.
std::span<const Setter> rank_setters();
std::vector<Coordinate> followers_of_helper(HelperId helper);

} // namespace dma_verify::ops_helpers
