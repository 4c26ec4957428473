// SPDX-License-Identifier: GPL-2.0-only
// For the sources machine_*.cpp: what OnMachine does. One line for each unit.
#pragma once

#include "smt/ir/machines/on_machine.h"
#include "smt/ir/ops_helpers/run.h"

namespace dma_verify::ir {

template <class M> Runs<M> OnMachine<M>::runs(const CompiledModule &compiled, Statics statics) {
  const auto prepared = std::make_shared<const Prepared<M>>(ops_helpers::prepare<M>(compiled));
  return [prepared, statics](const Scenario<M> &scenario, Observation<M> &observation) {
    switch (scenario.call.unit) {
    case UnitId::ops_helpers:
      return ops_helpers::run<M>(*prepared, scenario, observation, statics);
    case UnitId::remap:
      observation.clear();
      observation.completion = Completion::unmodelled;
      constexpr std::string_view kWhat = "unsupported: functions of remap.c";
      std::copy(kWhat.begin(), kWhat.end(), observation.detail);
    }
  };
}

} // namespace dma_verify::ir
