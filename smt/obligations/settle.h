// SPDX-License-Identifier: GPL-2.0-only
// Settles an obligation: asks the solvers, and checks what they answer.
#pragma once

#include "smt/obligations/obligation.h"
#include "smt/obligations/proof_result.h"
#include "smt/terms/folding_steps.h"

#include <functional>

namespace dma_verify::smt {

// What one run of the subject on machine words shows about a claim.
struct Replayed {
  bool in_assumptions = false; // the scenario keeps the claim's assumptions
  bool violates = false;       // and violates its clause
  std::string unfollowed{};    // why nothing is known of the call; empty if it was followed
};
using Replay = std::function<Replayed(const StoredScenario &)>;
// The same for a sequence, which is run from a case of the obligation and the words of a solver's
// model.
using ReplayCase = std::function<Replayed(std::size_t of_case, const Assignment &words)>;
ReplayCase replay_of_scenario(const Obligation &obligation, const Replay &replay);

// Values of the words that were a case of which some claim speaks: often they are one for the next
// claim about the same call.
using KnownCases = std::vector<Assignment>;

// `proved` needs unsat from each solver that was asked for, a case of which the claim speaks, and a
// certificate that was checked if one was asked for. `falsified` needs a scenario that violates the
// clause when it is replayed. Both scenarios come from a solver's model, which is checked by
// evaluation first. Everything else is `unknown` or `error`. The caller sets seconds and
// query_sha256. A case of which the claim speaks is taken from `known` if one is there, checked in
// the same way, and added to it if a solver found it.
ProofResult settle(const Obligation &obligation, const Replay &replay, const ProofOptions &options);
ProofResult settle_case(const Obligation &obligation, const ReplayCase &replay,
                        const ProofOptions &options, KnownCases *known = nullptr);

// Settles a claim "no call is of this class", which a call of the class violates. If the class is
// declared reachable, `proved` needs a call that is of it when it is replayed; if not, unsat, as in
// settle. The opposite of what is declared is `falsified`.
ProofResult settle_reachability(const Obligation &obligation, bool declared_reachable,
                                const Replay &replay, const ProofOptions &options);

// How many steps of folding solvers have proved, and which solvers.
struct ProvedSteps {
  std::size_t count = 0;
  std::vector<Witness> by{};
};
// Of a claim that is proved by folding: asks the solvers whether each step is right of which they
// have not been asked before, and adds them to the claim's witnesses. If a step is wrong or they do
// not come to an end, the claim is not proved.
void add_witnesses(ProofResult &result, FoldingSteps &steps, ProvedSteps &proved,
                   const ProofOptions &options);

// One query to the solvers that the options name, within what is left of the job's time. If one of
// its assertions is the constant false, no solver is asked.
Result ask(const Query &query, const ProofOptions &options,
           std::chrono::steady_clock::time_point deadline);
// The same for a query that most often has a model. Z3 finds most answers soon with integers, and
// some models only with bit-vectors: each gets a short search before there is a long one.
Result ask_for_model(const Query &query, const ProofOptions &options,
                     std::chrono::steady_clock::time_point deadline);

} // namespace dma_verify::smt
