// SPDX-License-Identifier: GPL-2.0-only
// What a subject does in one scenario, as text: its code runs in a child only.
#pragma once

#include "harness/runner/subject.h"

#include <functional>
#include <optional>
#include <string>

namespace dma_verify::cli {

// What `tell` makes of the observation, at most 60 KiB of it. Nothing if the process ended.
std::optional<std::string>
observe_in_child(const Subject &subject, const StoredScenario &scenario,
                 const std::function<std::string(const StoredObservation &)> &tell);

} // namespace dma_verify::cli
