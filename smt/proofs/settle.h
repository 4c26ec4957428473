// SPDX-License-Identifier: GPL-2.0-only
// Settles an obligation: asks the solvers, and believes none of them alone.
#pragma once

#include "smt/proofs/obligation.h"
#include "smt/proofs/proof_jobs.h"

#include <functional>

namespace dma_verify::smt {

// Runs a scenario on the concrete subject: whether it is a case that the claim speaks of, and
// whether it violates the clause.
struct Replayed {
  bool in_assumptions = false;
  bool violates = false;
};
using Replay = std::function<Replayed(const StoredScenario &)>;

// `proved` needs: a case of which the claim speaks, whose model was checked by evaluation and
// replayed; and unsat from each solver that was asked for. `falsified` needs a model that was
// checked in the same way and violates the clause when it is replayed. Everything else is `unknown`
// or `error`. Fills in all but seconds and query_sha256.
ProofResult settle(const Obligation &obligation, const Replay &replay, const ProofOptions &options);

} // namespace dma_verify::smt
