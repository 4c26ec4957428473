// SPDX-License-Identifier: GPL-2.0-only
// RapidCheck generators of scenarios inside the callers' contract: plain ones, in which each field
// is arbitrary, and ones whose fields aim at each other's boundaries.
#pragma once

#include "properties/random/faults/fault_schedule.h"

#include <rapidcheck/Gen.h>

namespace dma_verify::random {

enum class Aim : std::uint8_t {
  plain,    // each field arbitrary inside the contract
  boundary, // fields related: offset near the count, length near count minus offset, wrapping sums,
            // sizes near 2^N and near 4 GiB
  mixed,    // one or the other, by a coin
};

// Scenarios of this call on this architecture that keep contract_of(call), with the answers of the
// schedule. Values do not shrink by themselves: the minimizer works on the scenario.
rc::Gen<StoredScenario> scenarios(const Architecture &architecture, HelperId call,
                                  const FaultSchedule &schedule, Aim aim = Aim::mixed);

// A single scenario; `size` as RapidCheck gives it (0 to 100).
StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        HelperId call, const FaultSchedule &schedule, Aim aim);

} // namespace dma_verify::random
