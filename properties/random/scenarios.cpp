// SPDX-License-Identifier: GPL-2.0-only
// One line for each unit in each function.
#include "properties/random/scenarios.h"

#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/ops_helpers/generators/scenario_generator.h"
#include "properties/remap/generators/scenario_generator.h"

#include <rapidcheck/shrinkable/Create.h>

#include <stdexcept>

namespace dma_verify::random {

std::vector<FaultSchedule> fault_schedules(HelperId helper, Environment environment) {
  switch (helper.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::fault_schedules(ops_helpers::helper_of(helper), environment);
  case UnitId::remap:
    return remap::fault_schedules(remap::helper_of(helper), environment);
  }
  return {};
}

StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        HelperId call, const FaultSchedule &schedule, Aim aim) {
  switch (call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::generate(random, size, architecture, ops_helpers::helper_of(call),
                                 ops_helpers::answers_of(schedule), aim);
  case UnitId::remap:
    return remap::generate(random, size, architecture, remap::helper_of(call),
                           remap::answers_of(schedule), aim);
  }
  throw std::logic_error("no generator of this unit");
}

rc::Gen<StoredScenario> scenarios(const Architecture &architecture, HelperId call,
                                  const FaultSchedule &schedule, Aim aim) {
  return [=](const rc::Random &random, int size) {
    return rc::shrinkable::just(generate(random, size, architecture, call, schedule, aim));
  };
}

} // namespace dma_verify::random
