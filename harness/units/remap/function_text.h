// SPDX-License-Identifier: GPL-2.0-only
// What kernel-doc says of this unit's functions besides their properties.
#pragma once

#include "harness/cli/list/function_text.h"

namespace dma_verify::remap {

std::vector<cli::FunctionText> function_texts();

} // namespace dma_verify::remap
