// SPDX-License-Identifier: GPL-2.0-only
// How children report types of the model that are no plain structs.
#pragma once

#include "harness/process/codec.h"
#include "model/kernel/trace.h"

namespace dma_verify::process {

template <> struct Members<StoredScenario> {
  static void visit_all(auto &scenario, const auto &visit) { with_parts(scenario, visit); }
};

template <> struct Members<Effect<WidestMachine>> {
  static void visit_all(auto &effect, const auto &visit) { with_parts(effect, visit); }
};

template <> struct Members<CommonObservation<WidestMachine>> {
  static void visit_all(auto &observation, const auto &visit) {
    auto &[completion, fault_address, breach, detail, status, page] = observation;
    visit(completion, fault_address, breach, detail, status, page);
  }
};

template <> struct Members<StoredObservation> {
  static void visit_all(auto &observation, const auto &visit) {
    with_parts(observation, [&](auto &...part) { visit(part..., observation.trace); });
  }
};

} // namespace dma_verify::process
