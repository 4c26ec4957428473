// SPDX-License-Identifier: GPL-2.0-only
// Adding a unit whose helpers are in sequences: its list goes into the loop of contract_of.
#include "properties/sequences/step_contract.h"

#include "properties/ops_helpers/sequences/step_contracts.h"

#include <stdexcept>

namespace dma_verify::sequences {

const StepContract &contract_of(Action action) {
  const auto call = world::call_of(action);
  for (const StepContract &contract : ops_helpers::kStepContracts) {
    if (call == contract.helper)
      return contract;
  }
  throw std::logic_error("no helper is called by this step");
}

std::vector<StoredScenario> answers_of(const Architecture &architecture, const Step &step) {
  const StepContract &contract = contract_of(step.action);
  StoredScenario plain;
  plain.architecture = architecture;
  plain.call = contract.helper;
  plain.contiguous_area = ContiguousArea::device;
  // Each buffer has a direction of its own: one that is not passed on is seen.
  plain.direction = step.buffer == 0 ? Direction::to_device : Direction::from_device;
  std::vector<StoredScenario> answers = {plain};
  for (const auto change : contract.other_answers)
    change(answers.emplace_back(plain));
  return answers;
}

} // namespace dma_verify::sequences
