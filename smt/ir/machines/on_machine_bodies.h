// SPDX-License-Identifier: GPL-2.0-only
// For the sources machine_*.cpp: what OnMachine does. One line for each unit.
#pragma once

#include "smt/ir/machines/on_machine.h"
#include "smt/ir/ops_helpers/run.h"
#include "smt/ir/remap/run.h"

namespace dma_verify::ir {

template <class M> Prepared<M> prepare(const CompiledModule &compiled) {
  switch (compiled.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::prepare<M>(compiled);
  case UnitId::remap:
    return remap::prepare<M>(compiled);
  }
  return {};
}

template <class M>
void run_on(const Prepared<M> &prepared, const Scenario<M> &scenario, Observation<M> &observation,
            Statics statics, Held<typename M::Logic> &held, const Rooms &rooms) {
  switch (prepared.compiled.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::run<M>(prepared, scenario, observation, statics, held, rooms);
  case UnitId::remap:
    return remap::run<M>(prepared, scenario, observation, statics, held, rooms);
  }
}

template <class M> Runs<M> OnMachine<M>::runs(const CompiledModule &compiled, Statics statics) {
  const auto prepared = std::make_shared<const Prepared<M>>(prepare<M>(compiled));
  return [prepared, statics](const Scenario<M> &scenario, Observation<M> &observation) {
    Held<typename M::Logic> held;
    run_on<M>(*prepared, scenario, observation, statics, held, {});
  };
}

template <class M>
std::function<Session<M>()> OnMachine<M>::sessions(const CompiledModule &compiled) {
  using L = typename M::Logic;
  const auto prepared = std::make_shared<const Prepared<M>>(prepare<M>(compiled));
  return [prepared] {
    const auto held = std::make_shared<Held<L>>();
    Session<M> session;
    session.call = [prepared, held](const Scenario<M> &scenario, Observation<M> &observation,
                                    const Rooms &rooms) {
      run_on<M>(*prepared, scenario, observation, Statics::initial, *held, rooms);
    };
    session.held = [prepared, held] { return cells_of<M>(*prepared, *held); };
    session.hold = [prepared, held](const typename Session<M>::Cells &cells) {
      set_cells<M>(*prepared, cells, *held);
    };
    return session;
  };
}

} // namespace dma_verify::ir
