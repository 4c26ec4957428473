// SPDX-License-Identifier: GPL-2.0-only
// All failing scenarios in closed form: a conjunction of conditions in kernel terms. Two solvers
// say that exactly the failing scenarios meet it.
#pragma once

#include "smt/minimality/minimum.h"

#include <span>

namespace dma_verify::smt {

// `given`: scenarios that are inside, failing or not; the more of them, the fewer questions. The
// conditions are tried around `minimum`, which fails. No new question is asked after `budget`.
ProvedRegion prove_region(const Failing &failing, const StoredScenario &minimum,
                          std::span<const StoredScenario> given, const Solvers &solvers,
                          std::chrono::milliseconds budget);

} // namespace dma_verify::smt
