// SPDX-License-Identifier: GPL-2.0-only
// RapidCheck generators of scenarios inside the callers' contract: plain ones, in which each field
// is arbitrary, and ones whose fields lie at boundaries that other fields define.
#pragma once

#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/random/aim.h"

#include <rapidcheck/Random.h>

namespace dma_verify::ops_helpers {

// A scenario of this helper on this architecture that keeps its contract, with these answers;
// `size` as RapidCheck gives it (0 to 100). Values do not shrink by themselves: the minimizer works
// on the scenario. Aim::boundary: offset near the count, length near count minus offset, wrapping
// sums, sizes near 2^N and near 4 GiB.
StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        Helper helper, const FaultAnswers &answers, random::Aim aim,
                        std::span<const std::uint64_t> numbers = {});

} // namespace dma_verify::ops_helpers
