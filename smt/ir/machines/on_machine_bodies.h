// SPDX-License-Identifier: GPL-2.0-only
// For the sources machine_*.cpp: what OnMachine does. One line for each unit.
#pragma once

#include "smt/ir/machines/on_machine.h"
#include "smt/ir/ops_helpers/run.h"

namespace dma_verify::ir {

template <class M>
void OnMachine<M>::run(const CompiledModule &compiled, const Scenario<M> &scenario,
                       Observation<M> &observation, Statics statics) {
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::run<M>(compiled, scenario, observation, statics);
  case UnitId::remap:
    observation.clear();
    observation.completion = Completion::unmodelled;
    constexpr std::string_view kWhat = "unsupported: functions of remap.c";
    std::copy(kWhat.begin(), kWhat.end(), observation.detail);
  }
}

} // namespace dma_verify::ir
