// SPDX-License-Identifier: GPL-2.0-only
// Runs proof jobs in processes of their own, each within its time and its memory, and books their
// results as they arrive.
#pragma once

#include "harness/engines/prove/earlier_answers/answer_cache.h"
#include "harness/engines/prove/files/certificate_files.h"
#include "harness/engines/prove/proof_records.h"
#include "harness/results/progress.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify::proving {

// How jobs share the machine, and who is told.
struct JobProcesses {
  unsigned processes = 1;
  smt::Limits limits{};                // of each job; enforced from outside too
  std::function<bool()> interrupted{}; // asked often; true ends the run early
  Progress *progress = nullptr;        // told which jobs are running
};

struct JobAnswer {
  std::string text;
  bool memory_is_spent = false; // the process ends after this job: the next ones get a new one
};
// In a child: does the job, and says what came of it.
using DoJob = std::function<JobAnswer(const ProofJob &)>;

// How a job ended without an answer: Record::cause, and in words.
struct JobFailure {
  std::string cause; // time, memory, killed, interrupted; or died
  std::string reason;
  double seconds = 0;
};
// In the parent, once per job, in their order: as soon as those before it are answered.
using BookAnswer =
    std::function<void(std::size_t job, const std::variant<std::string, JobFailure> &)>;

// Runs all jobs, those that follow each other and are of the same property and architecture in one
// process. A job that dies, or is killed at a limit, costs none but itself.
void run_jobs(std::span<const ProofJob> jobs, const JobProcesses &how, const std::string &stage,
              const DoJob &work, const BookAnswer &book);

struct ProofStage {
  smt::SymbolicSubject subject =
      smt::symbolic_model(); // another one: without cache and certificates
  ProofOptions options{};
  unsigned processes = 1;
  std::optional<AnswerCache> cache{};              // answers are kept there
  bool take_from_cache = false;                    // and taken from there, if they say all
                                                   // that the options ask for
  std::optional<CertificateFolder> certificates{}; // given: each proof needs one
  std::function<bool()> interrupted{};
  Progress *progress = nullptr;
  std::function<void(EngineResult)>
      book; // once per job, in their order, those that were not begun too
};
void prove_jobs(std::span<const ProofJob> jobs, const ProofStage &stage);

} // namespace dma_verify::proving
