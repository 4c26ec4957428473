// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/earlier_answers/resume.h"

#include "harness/engines/prove/files/certificate_files.h"
#include "harness/results/files.h"
#include "smt/certificates/cadical_solver.h"
#include "smt/process/input_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;

// Whether the record could stand, its query apart.
bool has_an_answer(const Record &record) {
  return record.verdict == Verdict::proved || record.verdict == Verdict::falsified;
}

bool is_there(const fs::path &file) {
  std::error_code error;
  return fs::exists(file, error);
}

bool has_its_files(const Record &record, const ProofJob &job, const ProofStage &stage) {
  if (record.verdict == Verdict::falsified) {
    // What globals hold at the start is in no query.
    const auto &code = stage.subject.code_sha256;
    return is_there(record.counterexample) && (!code || code(job) == record.code_sha256);
  }
  // A certificate is more than was asked for.
  return !stage.certificates || certificate_stands(record, job, *stage.certificates);
}

std::vector<std::string> solvers_of(const Record &record, const ProofStage &stage) {
  std::vector<std::string> solvers = stage.options.solver_names;
  if (record.certificate) // found by one more
    solvers.push_back(smt::cadical_version());
  return solvers;
}

} // namespace

std::variant<std::vector<Record>, std::string> earlier_results(const fs::path &folder,
                                                               std::span<const ProofJob> selected,
                                                               const std::string &subject) {
  const fs::path file = folder / "results.jsonl";
  const std::string name = "--resume: " + file.string();
  const auto read = process::read_input_file(file, kMostResultBytes);
  if (const auto *unreadable = std::get_if<process::UnreadableFile>(&read))
    return name + ": " + unreadable->why + " (it is made by prove --out)";
  std::istringstream text(std::get<std::string>(read));
  std::set<std::string> wanted;
  std::set<std::string> known; // whatever a file is compiled for
  for (const ProofJob &job : all_proof_jobs())
    known.insert(job.id);
  for (const ProofJob &job : selected) {
    wanted.insert(job.id);
    if (job.build.empty() || !known.insert(claim_of(job)).second)
      continue;
    for (const ProofJob &of_file : file_proof_jobs(job.call.unit))
      known.insert(of_file.id);
  }
  const bool is_of_file = !selected.empty() && !selected.front().build.empty();
  std::vector<Record> records;
  std::size_t number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    auto record = record_from_json(line);
    const bool torn = text.eof(); // no newline
    if (record && (record->engine != "smt" || record->subject != subject)) {
      return fmt::format("{}, line {}: a result of something else than prove of {}", name, number,
                         subject);
    }
    if (!record && number == 1 && !torn)
      return name + ", line 1: no result of prove";
    if (!record || torn)
      continue;
    const std::string job = job_of(*record);
    const std::string claim = job.substr(0, job.find('/'));
    if (is_of_file && claim == job) // a claim that no job asks; it is told again
      continue;
    if (known.contains(claim) && !wanted.contains(job)) {
      return fmt::format(
          "{} holds the result of {}, which is not selected: resume with the options "
          "of the first run",
          name, job);
    }
    records.push_back(std::move(*record));
  }
  return records;
}

Resumption resume(std::span<const ProofJob> selected, const std::vector<Record> &earlier,
                  const ProofStage &stage) {
  std::map<std::string, const Record *> by_job; // the last one, should there be several
  for (const Record &record : earlier)
    by_job[job_of(record)] = &record;
  Resumption resumption;
  std::vector<ProofJob> candidates;
  std::set<std::string> standing;
  for (const ProofJob &job : selected) {
    const auto found = by_job.find(job.id);
    if (found == by_job.end())
      continue;
    const Record &record = *found->second;
    if (!has_an_answer(record)) {
      ++resumption.tried_again;
    } else if (record.solvers != solvers_of(record, stage) || !has_its_files(record, job, stage)) {
      ++resumption.of_other;
    } else {
      candidates.push_back(job);
    }
  }
  JobProcesses how;
  how.processes = stage.processes;
  how.limits = stage.options.limits;
  how.interrupted = stage.interrupted;
  how.progress = stage.progress;
  Prover prover(stage.subject); // used in the children, of which each has its own
  run_jobs(
      candidates, how, "comparing queries with the earlier run",
      [&](const ProofJob &job) { return JobAnswer{prover.query_sha256(job)}; },
      [&](std::size_t job, const std::variant<std::string, JobFailure> &answer) {
        const auto *hash = std::get_if<std::string>(&answer);
        const auto *failure = std::get_if<JobFailure>(&answer);
        if (failure != nullptr && failure->cause == "interrupted")
          resumption.interrupted = true;
        if (hash != nullptr && *hash == by_job.at(candidates[job].id)->query_sha256) {
          standing.insert(candidates[job].id);
        } else {
          ++resumption.of_other;
        }
      });
  for (const ProofJob &job : selected) {
    if (standing.contains(job.id)) {
      resumption.taken.push_back(*by_job.at(job.id));
    } else {
      resumption.left.push_back(job);
    }
  }
  return resumption;
}

} // namespace dma_verify::proving
