// SPDX-License-Identifier: GPL-2.0-only
// What a violated clause of this unit's properties means for a running kernel.
#pragma once

#include "harness/counterexamples/prose/consequence.h"

#include <span>

namespace dma_verify::ops_helpers {

std::span<const Consequence> consequences();

} // namespace dma_verify::ops_helpers
