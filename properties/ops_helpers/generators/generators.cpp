// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/generators/generators.h"

#include "properties/ops_helpers/generators/scenario_generator.h"

namespace dma_verify::ops_helpers {

random::UnitGenerators generators() {
  return {
      [](HelperId helper, random::Environment environment) {
        return fault_schedules(ops_helpers::helper_of(helper), environment);
      },
      [](const rc::Random &random, int size, const Architecture &architecture,
         const random::FaultSchedule &schedule, random::Aim aim) {
        return generate(random, size, architecture, ops_helpers::helper_of(schedule.helper),
                        answers_of(schedule), aim, schedule.environment.numbers_in_text());
      },
      &break_assumption,
  };
}

} // namespace dma_verify::ops_helpers
