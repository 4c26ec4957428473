// SPDX-License-Identifier: GPL-2.0-only
// What two recordings say differently.
#pragma once

#include "harness/develop/golden/facts.h"

namespace dma_verify::golden {

// One line for each difference, those of a kind together. A value that changed is one difference,
// and so is a field that the counterexamples of one recording have and those of the other lack.
std::vector<std::string> differences(const Facts &before, const Facts &after);

} // namespace dma_verify::golden
