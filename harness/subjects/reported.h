// SPDX-License-Identifier: GPL-2.0-only
// How children report types of the model that are no plain structs.
#pragma once

#include "harness/process/codec.h"
#include "model/kernel/trace.h"

namespace dma_verify::process {

template <> struct Members<StoredObservation> {
  static void visit_all(auto &observation, const auto &visit) {
    auto &[completion, trace, status, page, dma_handle, vma, sg_table, fault_address, detail] =
        observation;
    visit(completion, trace, status, page, dma_handle, vma, sg_table, fault_address, detail);
  }
};

} // namespace dma_verify::process
