// SPDX-License-Identifier: GPL-2.0-only
// Settles an obligation: asks the solvers, and believes none of them alone.
#pragma once

#include "smt/proofs/obligation.h"
#include "smt/proofs/proof_jobs.h"

#include <functional>

namespace dma_verify::smt {

// What one run of the concrete subject shows of a claim.
struct Replayed {
  bool in_assumptions = false; // the scenario keeps the claim's assumptions
  bool violates = false;       // and violates its clause
};
using Replay = std::function<Replayed(const StoredScenario &)>;

// `proved` needs unsat from each solver that was asked for, a case of which the claim speaks, and a
// certificate that was checked if one was asked for.
// `falsified` needs a scenario that violates the clause when it is replayed. Both scenarios come
// from a solver's model, which is checked by evaluation first. Everything else is `unknown` or
// `error`. Leaves seconds and query_sha256 to the caller.
ProofResult settle(const Obligation &obligation, const Replay &replay, const ProofOptions &options);

} // namespace dma_verify::smt
