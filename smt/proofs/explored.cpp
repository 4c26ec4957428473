// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/explored.h"

#include <stdexcept>

namespace dma_verify::smt {
namespace {

// What one machine makes of a job.
struct OfMachine {
  std::vector<Obligation> (*explore)(const ProofJob &);
  std::vector<Obligation> (*path_classes)(const ProofJob &);
};

OfMachine machine_of(const Architecture &row) {
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return row.word_bits == word && row.phys_bits == phys && row.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return {&explore_64_64_64, &path_classes_64_64_64};
  if (is(32, 32, 32))
    return {&explore_32_32_32, &path_classes_32_32_32};
  if (is(32, 64, 64))
    return {&explore_32_64_64, &path_classes_32_64_64};
  if (is(32, 32, 64))
    return {&explore_32_32_64, &path_classes_32_32_64};
  if (is(8, 8, 8))
    return {&explore_8_8_8, &path_classes_8_8_8};
  throw std::logic_error("no symbolic machine for architecture " + architecture_id(row));
}

} // namespace

std::vector<Obligation> explore(const ProofJob &job) {
  return machine_of(job.architecture).explore(job);
}

std::vector<Obligation> explore_path_classes(const ProofJob &job) {
  return machine_of(job.architecture).path_classes(job);
}

} // namespace dma_verify::smt
