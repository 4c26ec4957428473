// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers of a compiled ops_helpers.c on a scenario.
#pragma once

#include "smt/ir/calls/unit_run.h"
#include "smt/ir/ops_helpers/services.h"

namespace dma_verify::ir::ops_helpers {

template <class M> Prepared<M> prepare(const CompiledModule &compiled) {
  // Each question about a page is asked: there is no low memory of which it is known.
  return ir::prepare<M, Services<M>>(
      compiled, {"dma_verify_ops_helpers_services",
                 {{"linear_map", compiled.row.linear_base}, {"low_memory_pages", 0}}});
}

template <class M>
void run(const Prepared<M> &prepared, const Scenario<M> &scenario, Observation<M> &observation,
         Statics statics, Held<typename M::Logic> &held, const Rooms &rooms) {
  run_call<CallFrame<M>, Services<M>>(prepared, scenario, observation, statics, held, rooms);
}

} // namespace dma_verify::ir::ops_helpers
