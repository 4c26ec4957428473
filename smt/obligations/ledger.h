// SPDX-License-Identifier: GPL-2.0-only
// The ledger: which of its assumptions a proof uses.
#pragma once

#include "smt/obligations/settle.h"

namespace dma_verify::smt {

// Books in the result which assumptions the claim stands on: with them alone it holds, and without
// any one of them it is violated, by a scenario that was replayed. If that cannot be found out in
// the time limit the result's list stays away; a scenario that does not replay makes the result an
// error. Asks Z3 alone, unless the options name cvc5 alone.
void book_used_assumptions(ProofResult &result, const Obligation &obligation,
                           const ReplayCase &replay, const ProofOptions &options);

} // namespace dma_verify::smt
