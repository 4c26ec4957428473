// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers of a compiled remap.c on a scenario.
#pragma once

#include "smt/ir/calls/unit_run.h"
#include "smt/ir/remap/services.h"

namespace dma_verify::ir::remap {

template <class M> Prepared<M> prepare(const CompiledModule &compiled) {
  return ir::prepare<M, Services<M>>(compiled, {"dma_verify_remap_services", {}});
}

template <class M>
void run(const Prepared<M> &prepared, const Scenario<M> &scenario, Observation<M> &observation,
         Statics statics, Held<typename M::Logic> &held, const Rooms &rooms) {
  run_call<CallFrame<M>, Services<M>>(prepared, scenario, observation, statics, held, rooms);
}

} // namespace dma_verify::ir::remap
