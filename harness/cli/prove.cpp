// SPDX-License-Identifier: GPL-2.0-only
// prove: checks the options, exports, resumes, and runs the jobs.
#include "harness/cli/commands.h"
#include "harness/cli/proofs.h"
#include "harness/engines/prove/earlier_answers/resume.h"
#include "harness/engines/prove/files/export_set.h"
#include "properties/model_subject.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::cli {
namespace {

using proving::ProofStage;

unsigned processes_of(const ProveOptions &options) {
  return options.jobs != 0 ? options.jobs : processors();
}

// The model, or another subject that solvers can be asked about.
std::variant<Subject, std::string> subject_of(const ProveOptions &options) {
  Subject subject = model_subject();
  for (const std::string &word : options.subjects) {
    auto resolved = resolve_subjects(word, 1);
    if (const auto *error = std::get_if<SubjectError>(&resolved))
      return error->message;
    if (options.subjects.size() > 1 && word != "model")
      return "--subject " + word + ": a mutant is proved alone, and so is a file";
    subject = std::move(std::get<ResolvedSubjects>(resolved).subjects.front());
    if (!subject.on_terms && subject.make_provable) {
      const auto rows = select({}, options.architectures);
      if (const auto *wrong = std::get_if<WrongSelection>(&rows))
        return wrong->message;
      const std::string problem = subject.make_provable(
          subject, std::get<Selection>(rows).architectures, processes_of(options));
      if (!problem.empty())
        return fmt::format("--subject {}: cannot be proved: {}", word, problem);
    }
    if (!subject.on_terms)
      return "--subject " + word + ": cannot be proved";
  }
  if (options.unfolded) {
    smt::SymbolicSubject plain = *subject.on_terms;
    plain.folding = smt::Folding::off;
    plain.has_path_classes = false;
    plain.has_job = [has_job = plain.has_job](const ProofJob &job) {
      return can_be_unfolded(job) && has_job(job);
    };
    plain.not_asked += (plain.not_asked.empty() ? "" : "; ") +
                       std::string("sequences, whose claims have too many paths unfolded");
    subject.on_terms = std::make_shared<const smt::SymbolicSubject>(std::move(plain));
  }
  if (!subject.is_reference && !subject.on_terms->builds &&
      (options.certify || options.resume || !options.export_folder.empty())) {
    return "--subject " + subject.name +
           ": --certify, --resume and --export are for the model and for C files";
  }
  return subject;
}

std::variant<Selection, std::string> selection_of(const ProveOptions &options) {
  auto selected = select(options.properties, options.architectures);
  if (const auto *wrong = std::get_if<WrongSelection>(&selected))
    return wrong->message;
  std::get<Selection>(selected).shard = options.shard;
  return std::get<Selection>(std::move(selected));
}

std::variant<std::vector<ProofJob>, std::string>
jobs_of(const ProveOptions &options, const Selection &selection, const Subject &subject) {
  auto jobs = cli::jobs_of(selection, subject);
  if (options.job) {
    std::erase_if(jobs, [&](const ProofJob &job) { return job.id != *options.job; });
    if (jobs.empty())
      return "--job '" + *options.job + "': no such job (see dma-verify prove --list-jobs)";
  }
  if (jobs.empty())
    return "--property: nothing that is selected can be proved";
  return jobs;
}

// The stage, except for what a run gives it; or what is wrong.
std::variant<ProofStage, std::string> stage_of(const ProveOptions &options, bool is_file) {
  ProofStage stage;
  stage.processes = processes_of(options);
  if (!options.unfolded) // which asks other queries, of the same jobs
    stage.cache.emplace();
  stage.take_from_cache = is_file && !options.anew;
  stage.options.find_used_assumptions = !options.unfolded;
  stage.options.limits.time =
      std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout);
  stage.options.limits.memory_megabytes = options.memory_megabytes;
  stage.options.solver = options.solver == "z3"     ? ProofSolver::z3
                         : options.solver == "cvc5" ? ProofSolver::cvc5
                                                    : ProofSolver::all;
  const auto names = solver_names_of(stage.options);
  if (const auto *missing = std::get_if<smt::SolverError>(&names))
    return "--solver " + options.solver + ": " + missing->message;
  stage.options.solver_names = std::get<std::vector<std::string>>(names);
  if (options.certify) {
    const bool exported = !options.export_folder.empty();
    stage.certificates = {exported ? options.export_folder : options.out + "/certificates",
                          exported};
    if (!make_folder(*stage.certificates))
      return stage.certificates->path.string() + ": cannot be written";
  }
  stage.interrupted = &was_interrupted;
  return stage;
}

std::string title_of(const ProveOptions &options, const std::string &subject, std::size_t jobs,
                     const proving::Resumption &resumption) {
  std::string title = fmt::format("{}; {} proof jobs; solver {}", subject, jobs, options.solver);
  if (options.certify)
    title += "; each proof with a certificate";
  if (options.unfolded)
    title += "; claims as they are";
  if (options.resume) {
    title += fmt::format("; {} taken over from an earlier run", resumption.taken.size());
    if (resumption.tried_again != 0)
      title += fmt::format(", {} without an answer tried again", resumption.tried_again);
    if (resumption.of_other != 0)
      title += fmt::format(", {} of other queries or solvers done again", resumption.of_other);
  }
  return title;
}

} // namespace

int execute(const ProveOptions &options) {
  watch_for_interrupts();
  const auto resolved = subject_of(options);
  if (const auto *wrong = std::get_if<std::string>(&resolved))
    return usage_error(*wrong);
  const Subject &subject = std::get<Subject>(resolved);
  const auto selection = selection_of(options);
  if (const auto *wrong = std::get_if<std::string>(&selection))
    return usage_error(*wrong);
  const auto selected = jobs_of(options, std::get<Selection>(selection), subject);
  if (const auto *wrong = std::get_if<std::string>(&selected))
    return usage_error(*wrong);
  const auto &jobs = std::get<std::vector<ProofJob>>(selected);
  if (options.list_jobs) {
    for (const ProofJob &job : jobs)
      fmt::print("{}\n", job.id);
    return 0;
  }
  std::vector<Record> earlier;
  if (options.resume) {
    auto found = proving::earlier_results(options.out, jobs, subject.name);
    if (const auto *wrong = std::get_if<std::string>(&found))
      return usage_error(*wrong);
    earlier = std::get<std::vector<Record>>(std::move(found));
  }
  auto prepared = stage_of(options, subject.on_terms->builds != nullptr);
  if (const auto *wrong = std::get_if<std::string>(&prepared))
    return usage_error(*wrong);
  ProofStage &stage = std::get<ProofStage>(prepared);
  stage.subject = *subject.on_terms;

  Progress progress;
  stage.progress = &progress;
  if (!options.export_folder.empty()) {
    const std::string problem = proving::export_jobs(
        jobs, stage.subject,
        {stage.processes, stage.options.limits, stage.interrupted, stage.progress},
        options.export_folder);
    if (!problem.empty() && !was_interrupted())
      return usage_error(problem);
  }
  proving::Resumption resumption;
  resumption.left = jobs;
  if (options.resume)
    resumption = proving::resume(jobs, earlier, stage);
  for (Record &record : resumption.taken)
    name_subject(record, subject);
  progress.clear();
  if (was_interrupted()) {
    fmt::print(stderr, "dma-verify: interrupted before the first proof\n");
    return status_if_interrupted(3);
  }
  std::string error;
  auto file = options.resume ? ResultsFile::create_with(options.out, resumption.taken, error)
                             : ResultsFile::create(options.out, error);
  if (!file)
    return usage_error(error);
  Run run(std::move(*file), options.out, {subject});
  if (options.quiet)
    run.be_quiet();
  run.is_shard(options.shard);
  for (const Record &record : resumption.taken)
    run.take_over(record);
  run_proofs(run, resumption.left, stage, subject);
  if (!options.job) {
    for (const Record &record : unasked_claims(std::get<Selection>(selection), subject))
      run.add(record);
  }
  if (!subject.on_terms->not_asked.empty())
    run.not_seen(subject.on_terms->not_asked);
  if (options.unfolded)
    run.not_seen("which assumptions and ways the proofs use (dma-verify prove without --unfolded)");
  if (!subject.on_terms->builds)
    run.not_seen("C files: a proof of the model is none of a file");
  return run.finish(title_of(options, subject.name, jobs.size(), resumption), false);
}

} // namespace dma_verify::cli
