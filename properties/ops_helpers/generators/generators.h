// SPDX-License-Identifier: GPL-2.0-only
// What this unit gives to the random engine.
#pragma once

#include "properties/random/unit_generators.h"

namespace dma_verify::ops_helpers {

random::UnitGenerators generators();

// A part of it that has a file of its own.
StoredScenario break_assumption(Assumption which, const StoredScenario &inside, random::Draw &draw);

} // namespace dma_verify::ops_helpers
