// SPDX-License-Identifier: GPL-2.0-only
// For proof_benchmark: what proofs cost as sequences grow longer.
#pragma once

namespace dma_verify {

// Prints, for sequences of one to four calls on one buffer and on two, the processor time of
// exploring and of settling all clauses, as ratios to one call.
void print_growth_of_sequences();

} // namespace dma_verify
