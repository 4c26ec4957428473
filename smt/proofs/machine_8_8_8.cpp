// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/catalogue_claim.h"

namespace dma_verify::smt {

Obligation obligation_8_8_8(const ProofJob &job) {
  return make_obligation(catalogue_claim<SymbolicMachine<8, 8, 8, 4>>(job));
}

} // namespace dma_verify::smt
