// SPDX-License-Identifier: GPL-2.0-only
// Calls of the simplest words that take the ways through a helper: witnesses that need no solver,
// since each was run on the concrete model.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/assumptions.h"

#include <cstddef>
#include <span>
#include <vector>

namespace dma_verify::smt {

// The class of the model's run of the scenario, as a position in path_classes_of(stored.call).
std::size_t path_class_of_run(const StoredScenario &stored);

// Whether the scenario keeps all of them.
bool keeps(std::span<const Assumption> assumptions, const StoredScenario &scenario);

struct PlainCall {
  StoredScenario scenario;
  std::size_t path_class = 0;
};

// Calls inside the whole contract: a few of each class that such words reach, so that one of them
// may keep a further assumption too.
std::vector<PlainCall> plain_calls(HelperId call, const Architecture &architecture);

} // namespace dma_verify::smt
