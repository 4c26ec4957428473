// SPDX-License-Identifier: GPL-2.0-only
// Judges page-range.scatter-list on all inputs of get_sgtable, on the simulated kernel. There are
// not many, since the length of a scatter list is an int, which has 4 bits here.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "properties/ops_helpers/page_range.h"
#include "properties/ops_helpers/sweeps/space.h"

namespace dma_verify::exhaustive {

// Every size, buffer, probe and answer of sg_alloc_table. `Helper` is the modelled get_sgtable, or
// a mutant: int(kernel, table, scenario).
template <class Helper>
SweepResult sweep_scatter_list(const Helper &helper, const Architecture &architecture, Part part) {
  using Property = properties::ScatterList;
  SweepResult result;
  Observation<Small> observation;
  // Whether the property holds at each probe.
  const auto holds_on = [&](Scenario<Small> scenario) {
    observation.clear();
    SimulatedKernel<Small> kernel(scenario, observation);
    observation.status = helper(kernel, observation.sg_table, scenario);
    if (observation.completion != Completion::returned) {
      ++result.unjudged;
      return true;
    }
    ++result.cases;
    for (unsigned page = 0; page < kValues; ++page) {
      scenario.probe = Small::Word(page);
      Judgement<Small> judgement;
      Property::judge<Small>(scenario, observation, judgement);
      if (judgement.first_violated().empty())
        continue;
      result.scenario = convert_scenario<WidestMachine>(scenario);
      result.clause = std::string(judgement.first_violated());
      return false;
    }
    return true;
  };
  for (unsigned size = part.number; size < kValues; size += part.of) {
    auto calls = buffers(ops_helpers::Helper::get_sgtable, architecture,
                         Small::Bytes(Small::Word(size)), Buffers::all);
    for (Scenario<Small> &scenario : calls) {
      for (const int status : {0, -kEnomem}) {
        scenario.sg_alloc_status = status;
        repeat_answers(scenario);
        if (!holds_on(scenario))
          return result;
      }
    }
  }
  return result;
}

} // namespace dma_verify::exhaustive
