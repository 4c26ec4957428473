// SPDX-License-Identifier: GPL-2.0-only
#include "smt/jobs/explored.h"

#include "smt/symbolic/of_machine.h"

namespace dma_verify::smt {

std::vector<Obligation> explore(const ProofJob &job) {
  return of_machine(job.architecture, &explore_64_64_64, &explore_32_32_32, &explore_32_64_64,
                    &explore_32_32_64, &explore_8_8_8)(job);
}

std::vector<Obligation> explore_path_classes(const ProofJob &job) {
  return of_machine(job.architecture, &path_classes_64_64_64, &path_classes_32_32_32,
                    &path_classes_32_64_64, &path_classes_32_32_64, &path_classes_8_8_8)(job);
}

} // namespace dma_verify::smt
