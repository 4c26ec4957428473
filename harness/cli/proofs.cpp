// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/proofs.h"

#include "harness/counterexamples/examination/examine.h"
#include "model/units.h"
#include "properties/model_subject.h"
#include "smt/subjects/symbolic_subject.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace dma_verify::cli {

namespace {

std::vector<ProofJob> selected_among(std::vector<ProofJob> jobs, const Selection &selection) {
  const auto is_selected = [&](const ProofJob &job) {
    if (job.kind == ProofKind::agreement)
      return std::ranges::find(selection.agreements, job.call) != selection.agreements.end();
    if (job.kind == ProofKind::clause)
      return std::ranges::find(selection.properties, job.property) != selection.properties.end();
    return std::ranges::find(selection.proof_only, job.property_id) != selection.proof_only.end();
  };
  std::erase_if(jobs, [&](const ProofJob &job) {
    return !is_selected(job) || std::ranges::find(selection.architectures, job.architecture) ==
                                    selection.architectures.end();
  });
  return jobs;
}

// Each job once for each build; those of one row, helper and build follow each other.
std::vector<ProofJob> for_each_build(const std::vector<ProofJob> &jobs,
                                     const smt::SymbolicSubject &subject) {
  std::vector<ProofJob> built;
  for (const ProofJob &job : jobs) {
    for (const std::string &build : subject.builds(job))
      built.push_back(with_build(job, build));
  }
  const auto place = [](const ProofJob &job) {
    return std::tuple(architecture_id(job.architecture), job.call, job.build);
  };
  std::ranges::stable_sort(built, {}, place);
  return built;
}

std::vector<ProofJob> of_shard(std::vector<ProofJob> jobs, const Shard &shard) {
  std::size_t place = 0;
  std::erase_if(jobs, [&](const ProofJob &) { return !shard.takes(place++); });
  return jobs;
}

// The compiled file is run on a counterexample of its proof before it is told.
void confirm(EngineResult &result, const Subject &subject) {
  const StoredScenario &scenario = result.counterexample->scenario;
  if (const EarlierCalls &earlier = result.counterexample->earlier; !earlier.empty()) {
    // The compiled file is called by one device alone, with one VMA.
    const bool compiled = subject.supports(scenario.architecture) &&
                          result.record.build.starts_with("x86_64-") &&
                          examine(subject, *result.counterexample, Trials::none).fails;
    result.remark = earlier.text + (compiled ? " (these calls were made on the compiled file)."
                                             : " (on the executor of LLVM's code alone).");
    result.remark.front() = 'S'; // "static"
    return;
  }
  // What was compiled for another processor was run on the executor alone.
  if (!subject.supports(scenario.architecture) || !result.record.build.starts_with("x86_64-"))
    return;
  const auto property = find_property(result.counterexample->property);
  const auto observed = observe_once(subject, scenario);
  if (observed && property &&
      violates(*property, result.counterexample->clause, scenario, *observed))
    return;
  StoredObservation seen;
  subject.on_terms->of_build(result.record.build).open()(scenario, seen);
  constexpr std::string_view kUndefined = "undefined behaviour";
  if (std::string_view(seen.detail).starts_with(kUndefined)) {
    result.remark = std::string(seen.detail) + "; what the compiled file does then says nothing";
    return;
  }
  result.record.verdict = Verdict::error;
  result.record.cause = "replay";
  result.record.reason = "the compiled file does not violate the clause in the proof's "
                         "counterexample: a fault of dma-verify or of a compiler";
  result.counterexample.reset();
}

} // namespace

bool is_stopped_by_loop(const Record &record) {
  return record.cause == "unsupported" && record.reason.find("loop") != std::string::npos;
}

std::vector<ProofJob> selected_jobs(const Selection &selection) {
  return of_shard(selected_among(all_proof_jobs(), selection), selection.shard);
}

std::vector<ProofJob> jobs_of(const Selection &selection, const Subject &subject) {
  const bool is_file = subject.on_terms->builds != nullptr;
  std::vector<ProofJob> jobs = selected_among(
      is_file ? file_proof_jobs(subject.units.front()) : all_proof_jobs(), selection);
  std::erase_if(jobs, [&](const ProofJob &job) {
    // A file is proved on rows too on which it cannot be run.
    return !subject.has(job.call) || (!is_file && !subject.supports(job.architecture)) ||
           !subject.on_terms->has_job(job);
  });
  return of_shard(is_file ? for_each_build(jobs, *subject.on_terms) : jobs, selection.shard);
}

std::vector<Record> unasked_claims(const Selection &selection, const Subject &subject) {
  const std::vector<HelperId> &left_out = subject.on_terms->left_out;
  std::vector<Record> records;
  if (left_out.empty())
    return records;
  std::vector<ProofJob> jobs = selected_among(file_proof_jobs(subject.units.front()), selection);
  std::erase_if(jobs, [&](const ProofJob &job) {
    return std::ranges::find(left_out, job.call) == left_out.end();
  });
  for (const ProofJob &job : of_shard(std::move(jobs), selection.shard)) {
    Record &record = records.emplace_back();
    record.property = job.property_id;
    record.clause = job.clause;
    record.architecture = architecture_id(job.architecture);
    record.engine = "smt";
    record.verdict = Verdict::unknown;
    record.cause = "unsupported";
    record.reason =
        "a loop in " + std::string(text_of(job.call).symbol) + ", which no proof follows";
    name_subject(record, subject);
  }
  return records;
}

void name_subject(Record &record, const Subject &subject) {
  record.subject = subject.name;
  if (!subject.on_terms->builds)
    return;
  record.form = subject.form;
  record.subject_sha256 = subject.sha256;
  record.compiler = subject.on_terms->compiler;
}

void run_proofs(Run &run, std::span<const ProofJob> jobs, proving::ProofStage stage,
                const Subject &subject, bool loops_are_tested) {
  stage.subject = *subject.on_terms;
  if (!subject.is_reference && !subject.on_terms->code_sha256) // a mutant
    stage.cache.reset();
  stage.interrupted = &was_interrupted;
  stage.progress = &run.progress();
  stage.book = [&](EngineResult result) {
    name_subject(result.record, subject);
    if (result.counterexample && !subject.sha256.empty())
      confirm(result, subject);
    if (result.counterexample) {
      result.counterexample->subject = {subject.kind, subject.form, subject.sha256};
      result.counterexample->provenance.found_on = subject.origin;
    }
    if (loops_are_tested && result.record.verdict == Verdict::unknown &&
        is_stopped_by_loop(result.record)) {
      result.record.verdict = Verdict::not_applicable;
      run.not_seen("proofs of " + subject.name + " where it loops (dma-verify prove names them)");
    }
    run.add(std::move(result));
  };
  proving::prove_jobs(jobs, stage);
}

std::optional<std::vector<Record>> remembered_proofs(const std::vector<ProofJob> &jobs,
                                                     const std::vector<std::string> &solvers) {
  const auto by_these = [&](const Record &record) {
    return std::ranges::all_of(solvers, [&](const std::string &solver) {
      return std::ranges::find(record.solvers, solver) != record.solvers.end();
    });
  };
  std::map<std::string, Record> by_job;
  for (Record &record : proving::AnswerCache().rows_of_this_program()) {
    if (record.verdict == Verdict::proved && by_these(record))
      by_job[proving::job_of(record)] = std::move(record);
  }
  std::vector<Record> records;
  records.reserve(jobs.size());
  for (const ProofJob &job : jobs) {
    const auto found = by_job.find(job.id);
    if (found == by_job.end())
      return std::nullopt;
    records.push_back(found->second);
  }
  return records;
}

} // namespace dma_verify::cli
