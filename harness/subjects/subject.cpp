// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/subject.h"

#include "model/units.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"

#ifdef DMA_VERIFY_SMT
#include "smt/subjects/symbolic_subject.h"
#endif

#include <algorithm>

namespace dma_verify {
namespace {

std::vector<UnitId> all_units() {
  std::vector<UnitId> all;
  for (const UnitText &unit : units())
    all.push_back(unit.id);
  return all;
}

} // namespace

bool Subject::has(UnitId unit) const { return std::ranges::find(units, unit) != units.end(); }

Subject run_subject(const std::string &name, std::function<Observe()> open) {
  Subject subject;
  subject.units = all_units();
  subject.name = name;
  subject.form = "seed";
  subject.supports = [](const Architecture &) { return true; };
  subject.open = std::move(open);
  return subject;
}

Subject model_subject() {
  Subject subject = run_subject("model", [] { return Observe(&observe_model); });
  subject.kind = subject.origin = "model";
  subject.is_reference = true;
#ifdef DMA_VERIFY_SMT
  subject.on_terms = std::make_shared<const smt::SymbolicSubject>(smt::symbolic_model());
#endif
  return subject;
}

Subject mutant_subject(const Mutant &mutant) {
  const auto open = [&mutant] {
    return Observe([&mutant](const StoredScenario &scenario, StoredObservation &observation) {
      observe_mutant(mutant, scenario, observation);
    });
  };
  Subject subject = run_subject(std::string(kMutantPrefix) + std::string(mutant.id), open);
  subject.units = {mutant.call.unit};
  subject.kind = "model";
  subject.origin = "mutant " + std::string(mutant.id); // as counterexample.h has it
#ifdef DMA_VERIFY_SMT
  subject.on_terms = std::make_shared<const smt::SymbolicSubject>(smt::symbolic_mutant(mutant));
#endif
  return subject;
}

} // namespace dma_verify
