// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/catalogue_claim.h"

namespace dma_verify::smt {

Obligation obligation_64_64_64(const ProofJob &job) {
  return make_obligation(catalogue_claim<SymbolicMachine<64, 64, 64, 32>>(job));
}

} // namespace dma_verify::smt
