// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/explored.h"

#include <stdexcept>

namespace dma_verify::smt {

std::vector<Obligation> explore(const ProofJob &job, Exploration exploration) {
  const Architecture &row = job.architecture;
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return row.word_bits == word && row.phys_bits == phys && row.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return explore_64_64_64(job, exploration);
  if (is(32, 32, 32))
    return explore_32_32_32(job, exploration);
  if (is(32, 64, 64))
    return explore_32_64_64(job, exploration);
  if (is(32, 32, 64))
    return explore_32_32_64(job, exploration);
  if (is(8, 8, 8))
    return explore_8_8_8(job, exploration);
  throw std::logic_error("no symbolic machine for architecture " + architecture_id(row));
}

} // namespace dma_verify::smt
