// SPDX-License-Identifier: GPL-2.0-only
// All that this unit says to people.
#pragma once

#include "harness/units/unit_words.h"

namespace dma_verify::remap {

UnitWords words();

} // namespace dma_verify::remap
