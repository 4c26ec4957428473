// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/subjects.h"

#include "harness/subjects/session.h"

#include <algorithm>

namespace dma_verify::cli {

Subject as_subject(const CSubject &file, const std::string &shown) {
  Subject subject;
  subject.name = shown;
  subject.form = file.form.name;
  subject.sha256 = file.sha256;
  subject.environment.iommu_devices = file.form.iommu_devices;
  subject.supports = [](const Architecture &architecture) {
    const auto rows = c_architectures();
    return std::ranges::find(rows, architecture) != rows.end();
  };
  subject.open = [file] {
    // The session is shared by the copies of the function that runs it.
    const auto session = std::make_shared<CSession>(file);
    return Observe([session](const StoredScenario &scenario, StoredObservation &observation) {
      session->run(scenario, observation);
    });
  };
  return subject;
}

std::variant<ResolvedSubject, SubjectError> resolve_subject(const std::string &word,
                                                            unsigned jobs) {
  if (word == "model") return ResolvedSubject{model_subject(), {}};
  CSubjectOptions options;
  options.jobs = jobs;
  auto loaded = load_c_subject(word, options);
  if (auto *error = std::get_if<SubjectError>(&loaded)) return std::move(*error);
  const CSubject &file = std::get<CSubject>(loaded);
  return ResolvedSubject{as_subject(file, word), {}};
}

} // namespace dma_verify::cli
