// SPDX-License-Identifier: GPL-2.0-only
// The simplest words with which a call of this unit takes its ways.
#pragma once

#include "model/kernel/scenario.h"

#include <vector>

namespace dma_verify::ops_helpers {

// Scenarios of the call of `plain`, on its architecture, with such words.
std::vector<StoredScenario> plain_words(const StoredScenario &plain);

} // namespace dma_verify::ops_helpers
