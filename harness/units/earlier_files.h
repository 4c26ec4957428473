// SPDX-License-Identifier: GPL-2.0-only
// Counterexample files of earlier versions do not name every field of a scenario: what those
// versions computed in place of them. One line for each unit.
#pragma once

#include "model/kernel/scenario.h"

namespace dma_verify {

// Fills the fields that are `later` (Field) from the others.
void complete_earlier(StoredScenario &scenario);

} // namespace dma_verify
