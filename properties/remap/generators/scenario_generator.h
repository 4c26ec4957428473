// SPDX-License-Identifier: GPL-2.0-only
// Random scenarios inside the callers' contract: plain ones, in which each field is arbitrary, and
// ones whose fields aim at each other's boundaries.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/random/aim.h"
#include "properties/remap/generators/fault_answers.h"

#include <rapidcheck/Random.h>

namespace dma_verify::remap {

// A scenario of this helper on this architecture that keeps contract_of(helper), with these
// answers; `size` as RapidCheck gives it (0 to 100).
StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        Helper helper, const FaultAnswers &answers,
                        random::Aim aim = random::Aim::mixed,
                        std::span<const std::uint64_t> numbers = {});

} // namespace dma_verify::remap
