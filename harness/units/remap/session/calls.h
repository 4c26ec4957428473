// SPDX-License-Identifier: GPL-2.0-only
// Calls this unit's helpers in a compiled C file.
#pragma once

#include "harness/subjects/session/unit_calls.h"

namespace dma_verify::remap {

std::unique_ptr<UnitCalls> make_calls();

} // namespace dma_verify::remap
