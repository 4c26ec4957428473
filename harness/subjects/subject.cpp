// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/subject.h"

#include "properties/model_subject.h"
#include "properties/ops_helpers/mutants/broken_models.h"

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

Subject broken_model_subject(const broken_models::Defect &defect) {
  Subject subject = model_subject();
  subject.name = std::string(kBrokenModel) + std::string(defect.id);
  subject.origin = "mutant " + std::string(defect.id); // as counterexample.h has it
  subject.defect = &defect;
  subject.supports = [](const Architecture &row) {
    return row.word_bits == row.phys_bits && row.word_bits == row.dma_bits;
  };
  subject.open = [&defect] {
    return [&defect](const StoredScenario &scenario, StoredObservation &observation) {
      broken_models::observe(defect, scenario, observation);
    };
  };
  return subject;
}

} // namespace dma_verify
