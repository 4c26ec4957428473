// SPDX-License-Identifier: GPL-2.0-only
#include "properties/mutants.h"

#include "model/kernel/convert.h"
#include "properties/ops_helpers/mutants/mutants.h"
#include "properties/remap/mutants/mutants.h"
#include "properties/run_mutant.h"

#include <algorithm>

namespace dma_verify {
namespace {

// One line for each unit.
constexpr UnitMutants (*kUnits[])() = {
    &ops_helpers::mutants,
    &remap::mutants,
};

} // namespace

std::vector<Violation> violations() {
  std::vector<Violation> all;
  for (const auto &unit : kUnits)
    all.insert(all.end(), unit().violations.begin(), unit().violations.end());
  return all;
}

std::vector<const Mutant *> mutants() {
  std::vector<const Mutant *> all;
  for (const Violation &violation : violations()) {
    if (std::ranges::find(all, violation.mutant) == all.end())
      all.push_back(violation.mutant);
  }
  return all;
}

const Mutant *find_mutant(std::string_view id) {
  const auto all = mutants();
  const auto found = std::ranges::find(all, id, &Mutant::id);
  return found == all.end() ? nullptr : *found;
}

std::vector<const Mutant *> harmless_mutants() {
  std::vector<const Mutant *> all;
  for (const auto &unit : kUnits)
    all.insert(all.end(), unit().harmless.begin(), unit().harmless.end());
  return all;
}

void observe_mutant(const Mutant &mutant, const StoredScenario &stored,
                    StoredObservation &observation) {
  with_machine(stored.architecture, [&]<class M>() {
    Observation<M> narrow;
    dma_verify::run_mutant(mutant, convert_scenario<M>(stored), narrow);
    convert_observation(stored.call, narrow, observation);
  });
}

} // namespace dma_verify
