// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/path_classes/plain_calls.h"

#include "model/kernel/convert.h"
#include "model/run_model.h"
#include "properties/broken_assumptions.h"
#include "properties/path_classes/path_classes.h"
#include "properties/units.h"
#include "smt/symbolic/scenario.h"

namespace dma_verify::smt {
namespace {

constexpr unsigned kOfEachClass = 3;

bool is_of_a_class(const Field &field) {
  return field.name != "direction" && field.name != "dev_to_node" && !field.unread_by_model;
}

} // namespace

std::size_t path_class_of_run(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    Observation<M> observation;
    run_model(scenario, observation);
    return path_class_of<M>(scenario, observation);
  });
}

std::vector<PlainCall> plain_calls(HelperId call, const Architecture &architecture) {
  StoredScenario plain;
  plain.architecture = architecture;
  plain.call = call;
  std::vector<unsigned> found(path_classes_of(call).size() + 1, 0);
  std::vector<PlainCall> calls;
  for (const StoredScenario &words : statements_of(call.unit).plain_words(plain)) {
    for (const StoredScenario &scenario : finite_choices(words, &is_of_a_class, false)) {
      if (!keeps_contract(scenario))
        continue;
      const std::size_t path_class = path_class_of_run(scenario);
      if (++found[path_class] <= kOfEachClass)
        calls.push_back({scenario, path_class});
    }
  }
  return calls;
}

} // namespace dma_verify::smt
