// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/claims/failing_set.h"

#include "properties/broken_assumptions.h"

#include <algorithm>

namespace dma_verify::smt {

std::string Failure::id() const {
  return std::string(text().id) + ":" + clause + "@" + architecture_id(architecture);
}

Space whole_space(const Architecture &architecture, HelperId call) {
  Space space;
  space.base.architecture = architecture;
  space.base.call = call;
  space.is_free = [](const Field &field) {
    return field.name != kVmaMoved && !field.unread_by_model;
  };
  return space;
}

StoredScenario scenario_of_case(const FailingSet &set, const FailingCase &one,
                                const Assignment &words) {
  StoredScenario scenario = scenario_of(one.answers, words);
  if (set.vma_moved) {
    const auto length = one.answers.vma.vm_end.word - one.answers.vma.vm_start.word;
    scenario.vma.vm_end.word = scenario.vma.vm_start.word + length;
  }
  return scenario;
}

bool is_inside(const Failure &failure, const StoredScenario &scenario) {
  return broken_assumptions(scenario) == failure.broken;
}

} // namespace dma_verify::smt
