// SPDX-License-Identifier: GPL-2.0-only
// Runs the model of whichever helper a scenario calls. One line for each unit.
#pragma once

#include "model/ops_helpers/run.h"
#include "model/remap/run.h"

namespace dma_verify {

// Runs the scenario's call on the simulated kernel; `observation` is cleared first.
template <class M> void run_model(const Scenario<M> &scenario, Observation<M> &observation) {
  switch (scenario.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::run_form(scenario, observation);
  case UnitId::remap:
    return remap::run_form(scenario, observation);
  }
}

} // namespace dma_verify
