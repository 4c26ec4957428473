// SPDX-License-Identifier: GPL-2.0-only
// What a unit gives to the random engine.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/assumption.h"
#include "properties/random/aim.h"
#include "properties/random/draw.h"
#include "properties/random/fault_schedule.h"

#include <vector>

namespace dma_verify::random {

struct UnitGenerators {
  // The fault schedules of a helper, each once; the one without any fault first.
  std::vector<FaultSchedule> (*fault_schedules)(HelperId, Environment);
  // A scenario of the schedule's helper that keeps its contract, with the schedule's answers;
  // `size` as RapidCheck gives it (0 to 100).
  StoredScenario (*generate)(const rc::Random &, int size, const Architecture &,
                             const FaultSchedule &, Aim);
  // A scenario inside the contract of its call, changed in one of the ways in which this assumption
  // of it can be broken. Whether that breaks others too is checked afterwards.
  StoredScenario (*break_assumption)(Assumption, const StoredScenario &inside, Draw &);
};

} // namespace dma_verify::random
