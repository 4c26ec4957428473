// SPDX-License-Identifier: GPL-2.0-only
// Which of its assumptions a proof needs.
#pragma once

#include "smt/obligations/settle.h"

namespace dma_verify::smt {

// Sets in the result which assumptions the claim needs: with them alone it holds, and without any
// one of them it is violated, by a scenario that was replayed. If that cannot be found out within
// the time limit, the result has no such list; a scenario that does not replay makes the result an
// error. Asks Z3 alone, unless the options name cvc5 alone.
void find_used_assumptions(ProofResult &result, const Obligation &obligation,
                           const ReplayCase &replay, const ProofOptions &options);

} // namespace dma_verify::smt
