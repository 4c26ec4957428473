// SPDX-License-Identifier: GPL-2.0-only
// The broken models on one symbolic machine. The bodies are compiled once for each, in
// machine_*.cpp.
#pragma once

#include "properties/ops_helpers/mutants/broken_models.h"
#include "smt/jobs/broken_models/broken_mmap.h"
#include "smt/minimality/failing_set.h"
#include "smt/minimality/sequence_minimum.h"

namespace dma_verify::smt {

template <class M> struct BrokenOn {
  static FailingSet failing_set(const broken_models::Defect &defect, const Failure &failure,
                                const Space &space);
  static FailingSet failing_set_of_mmap(Edit edit, const Failure &failure, const Space &space);
  static std::vector<Obligation> sequences(const broken_models::Defect &defect,
                                           const SequenceQuestion &question);
  static std::vector<Obligation> obligations(const broken_models::Defect &defect,
                                             const ProofJob &job);
};

using BrokenOn64 = BrokenOn<SymbolicMachine<64, 64, 64, 32>>;
using BrokenOn32 = BrokenOn<SymbolicMachine<32, 32, 32, 32>>;
using BrokenOn8 = BrokenOn<SymbolicMachine<8, 8, 8, 4>>;

} // namespace dma_verify::smt
