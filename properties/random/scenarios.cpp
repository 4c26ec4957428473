// SPDX-License-Identifier: GPL-2.0-only
#include "properties/random/scenarios.h"

#include "properties/ops_helpers/generators/generators.h"
#include "properties/remap/generators/generators.h"

#include <rapidcheck/shrinkable/Create.h>

#include <array>

namespace dma_verify::random {

const UnitGenerators &generators_of(UnitId unit) {
  static const std::array kAll = {ops_helpers::generators(),
                                  remap::generators()}; // in the order of UnitId
  return kAll.at(static_cast<std::size_t>(unit));
}

std::vector<FaultSchedule> fault_schedules(HelperId helper, Environment environment) {
  return generators_of(helper.unit).fault_schedules(helper, environment);
}

StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        HelperId call, const FaultSchedule &schedule, Aim aim) {
  return generators_of(call.unit).generate(random, size, architecture, schedule, aim);
}

rc::Gen<StoredScenario> scenarios(const Architecture &architecture, HelperId call,
                                  const FaultSchedule &schedule, Aim aim) {
  return [=](const rc::Random &random, int size) {
    return rc::shrinkable::just(generate(random, size, architecture, call, schedule, aim));
  };
}

} // namespace dma_verify::random
