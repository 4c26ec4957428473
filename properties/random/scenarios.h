// SPDX-License-Identifier: GPL-2.0-only
// Random scenarios inside the callers' contract; the unit of the helper draws them.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/random/unit_generators.h"

#include <rapidcheck/Gen.h>

namespace dma_verify::random {

const UnitGenerators &generators_of(UnitId unit);

// Scenarios of this call on this architecture that keep contract_of(call), with the answers of the
// schedule. Values do not shrink by themselves: the minimizer works on the scenario.
rc::Gen<StoredScenario> scenarios(const Architecture &architecture, HelperId call,
                                  const FaultSchedule &schedule, Aim aim = Aim::mixed);

// A single scenario; `size` as RapidCheck gives it (0 to 100).
StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        HelperId call, const FaultSchedule &schedule, Aim aim);

} // namespace dma_verify::random
