// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/proofs.h"

#include "smt/subjects/symbolic_subject.h"

#include <algorithm>
#include <map>

namespace dma_verify::cli {

std::vector<ProofJob> selected_jobs(const Selection &selection) {
  std::vector<ProofJob> jobs = all_proof_jobs();
  const auto is_selected = [&](const ProofJob &job) {
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

std::vector<ProofJob> jobs_of(std::vector<ProofJob> jobs, const Subject &subject) {
  std::erase_if(jobs, [&](const ProofJob &job) {
    return !subject.has(job.call) || !subject.supports(job.architecture) ||
           !subject.on_terms->has_job(job);
  });
  return jobs;
}

void run_proofs(Run &run, std::span<const ProofJob> jobs, proving::ProofStage stage,
                const Subject &subject) {
  stage.subject = *subject.on_terms;
  if (!subject.is_reference)
    stage.cache.reset();
  stage.interrupted = &was_interrupted;
  stage.progress = &run.progress();
  stage.book = [&](EngineResult result) {
    result.record.subject = subject.name;
    if (result.counterexample) {
      result.counterexample->subject = {subject.kind, subject.form, subject.sha256};
      result.counterexample->provenance.found_on = subject.origin;
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
