// SPDX-License-Identifier: GPL-2.0-only
// Calls of this unit's helpers in words; what each part is: harness/units/unit_words.h.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/trace.h"

#include <string>
#include <vector>

namespace dma_verify::ops_helpers {

std::string request_of(const StoredScenario &scenario);
std::vector<std::string> circumstances_of(const StoredScenario &scenario);
std::string happened_of(const Counterexample &counterexample, const StoredObservation &observed);

} // namespace dma_verify::ops_helpers
