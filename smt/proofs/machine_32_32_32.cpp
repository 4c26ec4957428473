// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/catalogue_claim.h"

namespace dma_verify::smt {

Obligation obligation_32_32_32(const ProofJob &job) {
  return make_obligation(catalogue_claim<SymbolicMachine<32, 32, 32, 32>>(job));
}

} // namespace dma_verify::smt
