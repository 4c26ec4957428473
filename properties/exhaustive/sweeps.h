// SPDX-License-Identifier: GPL-2.0-only
// The exhaustive engine: the model judged on all inputs of 8-bit words with page shifts 2 to 4.
#pragma once

#include "properties/catalogue.h"
#include "properties/exhaustive/sweep.h"

#include <functional>
#include <vector>

namespace dma_verify::exhaustive {

// Of all units.
std::vector<SweepText> sweep_texts();

// All ways through a helper, each as the answers that it gets: "dma_alloc_contiguous=NULL
// alloc_pages_node=NULL". None if its unit has no sweeps.
std::set<std::string> decision_paths(HelperId call);

// What is swept of this property; nothing if the engine leaves it to others.
std::optional<SweepText> sweep_of(PropertyIndex property);

// Judges the model on one part of all inputs. The property must have a sweep, the architecture be
// one of small_architectures(). Stops at the first violation. Calls `on_progress` every few
// milliseconds.
SweepResult sweep(PropertyIndex property, const Architecture &architecture, Part part,
                  const std::function<void()> &on_progress);

} // namespace dma_verify::exhaustive
