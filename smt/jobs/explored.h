// SPDX-License-Identifier: GPL-2.0-only
// All claims that are made together with a job, as terms, on the machine of its architecture. Each
// machine is instantiated in a source file of its own, machine_*.cpp, so that they are compiled in
// parallel.
#pragma once

#include "smt/jobs/proof_jobs.h"
#include "smt/obligations/obligation.h"

namespace dma_verify::smt {

std::vector<Obligation> explore(const ProofJob &job);
// The claims "no call is of this class", for each path class of the job's helper, under the
// contract and what else the job assumes.
std::vector<Obligation> explore_path_classes(const ProofJob &job);

std::vector<Obligation> explore_64_64_64(const ProofJob &job);
std::vector<Obligation> path_classes_64_64_64(const ProofJob &job);
std::vector<Obligation> explore_32_32_32(const ProofJob &job);
std::vector<Obligation> path_classes_32_32_32(const ProofJob &job);
std::vector<Obligation> explore_32_64_64(const ProofJob &job);
std::vector<Obligation> path_classes_32_64_64(const ProofJob &job);
std::vector<Obligation> explore_32_32_64(const ProofJob &job);
std::vector<Obligation> path_classes_32_32_64(const ProofJob &job);
std::vector<Obligation> explore_8_8_8(const ProofJob &job);
std::vector<Obligation> path_classes_8_8_8(const ProofJob &job);

} // namespace dma_verify::smt
