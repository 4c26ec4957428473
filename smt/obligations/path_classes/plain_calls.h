// SPDX-License-Identifier: GPL-2.0-only
// Calls with simple numbers that reach the path classes of a helper. They need no solver, since
// each is run on the concrete model.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/assumptions.h"

#include <cstddef>
#include <span>
#include <vector>

namespace dma_verify::smt {

// The class of the model's run of the scenario, as a position in path_classes_of(stored.call).
std::size_t path_class_of_run(const StoredScenario &stored);

struct PlainCall {
  StoredScenario scenario;
  std::size_t path_class = 0;
};

// Calls inside the whole contract: several of each class, so that one of them may also keep a
// further assumption.
std::vector<PlainCall> plain_calls(HelperId call, const Architecture &architecture);

} // namespace dma_verify::smt
