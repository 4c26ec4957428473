// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/subject.h"

#include "properties/model_subject.h"
#include "properties/mutants.h"

namespace dma_verify {

Subject model_subject() {
  Subject subject;
  subject.name = "model";
  subject.form = "seed";
  subject.is_model = true;
  subject.origin = "model";
  subject.supports = [](const Architecture &) { return true; };
  subject.open = [] { return Observe(&observe_model); };
  return subject;
}

Subject mutant_subject(const Mutant &mutant) {
  Subject subject = model_subject();
  subject.name = std::string(kMutantPrefix) + std::string(mutant.id);
  subject.origin = "mutant " + std::string(mutant.id); // as counterexample.h has it
  subject.mutant = &mutant;
  subject.supports = [](const Architecture &row) {
    return row.word_bits == row.phys_bits && row.word_bits == row.dma_bits;
  };
  subject.open = [&mutant] {
    return [&mutant](const StoredScenario &scenario, StoredObservation &observation) {
      observe_mutant(mutant, scenario, observation);
    };
  };
  return subject;
}

} // namespace dma_verify
