// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/selection/subjects.h"

#include "harness/subjects/kernel_tree/facts_check.h"
#include "harness/subjects/session/session.h"
#include "properties/mutants.h"

#include <algorithm>

namespace dma_verify::cli {

Subject as_subject(const CSubject &file, const std::string &shown) {
  Subject subject;
  subject.units = {file.unit};
  subject.name = shown;
  subject.form = file.form.name;
  subject.sha256 = file.sha256;
  subject.origin = file.tree.empty() ? "file" : "kernel";
  subject.environment.iommu_devices = file.form.iommu_devices;
  subject.supports = [file](const Architecture &architecture) {
    return std::ranges::find(file.rows, architecture, &CompiledRow::architecture) !=
           file.rows.end();
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

std::variant<ResolvedSubject, SubjectError>
resolve_subject(const std::string &word, unsigned jobs,
                const std::vector<Architecture> &architectures) {
  if (word == "model")
    return ResolvedSubject{model_subject(), {}};
  if (word.starts_with(kMutantPrefix)) {
    const Mutant *const mutant = find_mutant(word.substr(kMutantPrefix.size()));
    if (mutant == nullptr)
      return SubjectError{"--subject " + word + ": no such mutant (see dma-verify list mutants)"};
    return ResolvedSubject{mutant_subject(*mutant), {}};
  }
  CSubjectOptions options;
  options.jobs = jobs;
  options.architectures = architectures;
  auto loaded = load_c_subject(word, options);
  if (auto *error = std::get_if<SubjectError>(&loaded))
    return std::move(*error);
  const CSubject &file = std::get<CSubject>(loaded);
  ResolvedSubject resolved{as_subject(file, word), {}};
  if (file.tree.empty())
    return resolved;
  const auto facts = check_facts(file.tree, *file.folder, file.compiler);
  if (const auto *error = std::get_if<FactsError>(&facts)) {
    resolved.problems.push_back(error->message);
    return resolved;
  }
  const FactsReport &report = std::get<FactsReport>(facts);
  for (const std::string &line : report.drifted) {
    resolved.problems.push_back("a fact of the shim has drifted: " + line);
  }
  // A folder without headers is as good as a file; one with some must have them all.
  if (!report.agreed.empty() || !report.drifted.empty()) {
    for (const std::string &name : report.missing) {
      resolved.problems.push_back("the tree's headers do not define " + name);
    }
  }
  return resolved;
}

} // namespace dma_verify::cli
