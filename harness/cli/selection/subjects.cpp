// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/selection/subjects.h"

#include "harness/subjects/compiler/debug_lines.h"
#include "harness/subjects/containment/contained_session.h"
#include "harness/subjects/kernel_tree/facts_check.h"
#include "harness/subjects/session/session.h"
#include "harness/units/unit_sources.h"
#ifdef DMA_VERIFY_IR
#include "harness/subjects/ir/provable.h"
#endif
#include "model/units.h"
#include "properties/mutants.h"

#include <algorithm>

namespace dma_verify::cli {

namespace {

// What of the file was not compiled.
std::vector<std::string> not_compiled(const CSubject &file) {
  std::vector<std::string> phrases = file.not_seen;
  if (!file.missing.empty())
    phrases.push_back("what needs names that the simulated kernel lacks: " +
                      to_string(file.missing));
  for (const std::string &header : file.unread_headers)
    phrases.push_back("\"" + header + "\", which is beside the kernel's file");
  return phrases;
}

} // namespace

// Compiles the file for the executor of smt/ir; or says why it cannot be proved.
static std::string prove_file([[maybe_unused]] Subject &subject,
                              [[maybe_unused]] const CSubject &file,
                              [[maybe_unused]] std::span<const Architecture> rows,
                              [[maybe_unused]] unsigned jobs) {
#ifdef DMA_VERIFY_IR
  return make_provable(subject, file, rows, jobs);
#else
  return "this program was built without llvm-19-dev";
#endif
}

Subject as_subject(const CSubject &file, const std::string &shown, const Containment &containment) {
  Subject subject;
  subject.units = {file.unit};
  subject.name = shown;
  subject.form = file.form.name;
  subject.sha256 = file.sha256;
  subject.origin = file.tree.empty() ? "file" : "kernel";
  subject.environment = file.form.environment;
  subject.not_seen = not_compiled(file);
  subject.missing = to_string(file.missing);
  if (!file.is_all)
    subject.left_out = subject.missing;
  if (const auto kernel_in = source_of(file.unit).kernel_in; kernel_in != nullptr) {
    const WayOfKernel kernel = kernel_in(file.way);
    subject.can_occur = kernel.can_occur;
    subject.silent = kernel.silent;
    subject.environment.iommu_devices = subject.environment.iommu_devices && kernel.iommu_devices;
  }
  subject.supports = [file](const Architecture &architecture) {
    return std::ranges::find(file.rows, architecture, &CompiledRow::architecture) !=
           file.rows.end();
  };
  subject.make_provable = [file](Subject &made, std::span<const Architecture> rows, unsigned jobs) {
    return prove_file(made, file, rows, jobs);
  };
  subject.lines_of = [file](const Architecture &architecture, std::span<const CodePlaces> calls) {
    const auto row = std::ranges::find(file.rows, architecture, &CompiledRow::architecture);
    if (row == file.rows.end())
      return std::vector<SourceLines>(calls.size());
    const auto reachable = reachable_for(file, "addr2line");
    return source_lines(
        {row->object, std::filesystem::absolute(file.source), *file.folder, reachable.get()},
        calls);
  };
  if (containment.is_there()) {
    // Of all sessions in one process, and of its copies in children, which have none at first.
    const auto candidates = std::make_shared<Candidates>(file, containment);
    subject.open_for_many = [candidates] {
      const auto session = std::make_shared<ContainedSession>(candidates);
      return AnnouncedRuns{
          [session](std::span<const StoredScenario> scenarios) { session->announce(scenarios); },
          [session](const StoredScenario &scenario, StoredObservation &observation) {
            session->run(scenario, observation);
          }};
    };
    subject.open_placed = [candidates] {
      const auto session = std::make_shared<ContainedSession>(candidates);
      return PlacedRuns{[session](const StoredScenario &scenario, StoredObservation &observation) {
                          session->run(scenario, observation);
                        },
                        [session] { return session->places(); }};
    };
    subject.open = [open = subject.open_for_many] { return open().observe; };
    return subject;
  }
  subject.open_placed = [file] {
    // The session is shared by the copies of the functions that use it.
    const auto session = std::make_shared<CSession>(file);
    return PlacedRuns{[session](const StoredScenario &scenario, StoredObservation &observation) {
                        session->run(scenario, observation);
                      },
                      [session] { return session->places(); }};
  };
  subject.open = [open = subject.open_placed] { return open().observe; };
  return subject;
}

namespace {

// Compares the shim with the tree of these files.
void check_tree(const std::vector<CSubject> &files, const Containment &containment,
                ResolvedSubjects &resolved) {
  std::vector<std::string> &problems = resolved.problems;
  std::vector<UnitId> units;
  for (const CSubject &file : files) {
    if (std::ranges::find(units, file.unit) == units.end())
      units.push_back(file.unit);
  }
  const CSubject &first = files.front();
  const auto reachable = reachable_for(first, first.compiler);
  const auto facts =
      check_facts(first.tree, units, *first.folder, first.compiler, containment, reachable.get());
  if (const auto *error = std::get_if<FactsError>(&facts)) {
    problems.push_back(error->message);
    return;
  }
  const FactsReport &report = std::get<FactsReport>(facts);
  for (const std::string &line : report.drifted)
    problems.push_back("a fact of the shim has drifted: " + line);
  const std::size_t checked = report.agreed.size() + report.drifted.size();
  const std::size_t all = checked + report.missing.size();
  resolved.facts = std::to_string(checked) + " of " + std::to_string(all);
  if (checked == 0) {
    problems.push_back("the tree's headers define none of the " + std::to_string(all) +
                       " facts of the shim that are checked");
    return;
  }
  for (const std::string &name : report.missing)
    problems.push_back("the tree's headers do not define " + name);
}

} // namespace

Containment containment_for(bool unsandboxed) {
  return unsandboxed ? Containment("--unsandboxed") : Containment::of_this_machine();
}

std::variant<ResolvedSubjects, SubjectError>
resolve_subjects(const std::string &word, unsigned jobs,
                 const std::vector<Architecture> &architectures, const Containment &containment) {
  if (word == "model")
    return ResolvedSubjects{{model_subject()}, {}, {}};
  if (word.starts_with(kMutantPrefix)) {
    const Mutant *const mutant = find_mutant(word.substr(kMutantPrefix.size()));
    if (mutant == nullptr)
      return SubjectError{"--subject " + word + ": no such mutant (see dma-verify list mutants)"};
    return ResolvedSubjects{{mutant_subject(*mutant)}, {}, {}};
  }
  if (containment.is_refused()) {
    return SubjectError{"--subject " + word +
                        ": this machine does not let the file's code be contained (" +
                        containment.why_not() + "); --unsandboxed runs it with your own rights"};
  }
  CSubjectOptions options;
  options.jobs = jobs;
  options.architectures = architectures;
  options.containment = containment;
  auto loaded = load_c_subjects(word, options);
  if (auto *error = std::get_if<SubjectError>(&loaded))
    return std::move(*error);
  const auto &files = std::get<std::vector<CSubject>>(loaded);
  ResolvedSubjects resolved;
  const bool is_one_file = std::ranges::all_of(
      files, [&](const CSubject &file) { return file.unit == files.front().unit; });
  for (const CSubject &file : files) {
    // Several files of a tree are told apart by their paths.
    const std::string shown = is_one_file ? word : file.source.string();
    const bool is_named = is_one_file && &file == &files.front(); // with its way, if it has one
    resolved.subjects.push_back(
        as_subject(file, is_named ? shown : shown + to_string(file.way), containment));
  }
  if (!files.front().tree.empty())
    check_tree(files, containment, resolved);
  return resolved;
}

std::variant<Subject, SubjectError> resolve_subject(const std::string &word, UnitId unit,
                                                    unsigned jobs, const Containment &containment) {
  auto resolved = resolve_subjects(word, jobs, {}, containment);
  if (auto *error = std::get_if<SubjectError>(&resolved))
    return std::move(*error);
  auto &subjects = std::get<ResolvedSubjects>(resolved).subjects;
  const auto found =
      std::ranges::find_if(subjects, [&](const Subject &subject) { return subject.has(unit); });
  if (found == subjects.end()) {
    return SubjectError{"--subject " + word + ": does not define the helpers of " +
                        std::string(text_of(unit).path)};
  }
  return std::move(*found);
}

} // namespace dma_verify::cli
