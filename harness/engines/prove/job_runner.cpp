// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/job_runner.h"

#include "harness/engines/prove/memory_limit.h"
#include "harness/process/in_order.h"
#include "harness/process/tasks.h"
#include "harness/subjects/reported.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <malloc.h>
#include <map>

namespace dma_verify::proving {
namespace {

using Clock = std::chrono::steady_clock;

// Jobs about one helper of a file share its exploration, which takes longer than most proofs.
constexpr std::size_t kMostJobsOfFile = 24;

// Jobs that one process runs: starting one costs as much as a proof.
constexpr std::size_t kMostJobsPerProcess = 16;

// Solvers free much memory after each query and need it again for the next one. To return it to the
// system in between takes a tenth of the time of a proof.
void keep_freed_memory() {
  constexpr int kBytes = 256 << 20;
  mallopt(M_TRIM_THRESHOLD, kBytes);
  mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that it takes
  mallopt(M_TOP_PAD, 16 << 20);
}

// Jobs that one process runs one after the other.
struct Task {
  std::size_t first;
  std::size_t count;
};

// What is explored for one serves the other.
bool are_explored_together(const ProofJob &a, const ProofJob &b) {
  return a.build == b.build && a.architecture == b.architecture &&
         (a.build.empty() ? a.property_id == b.property_id : a.call == b.call);
}

std::vector<Task> tasks_of(std::span<const ProofJob> jobs, unsigned processes) {
  // Few jobs are spread over the processes all the same.
  const std::size_t most = std::clamp<std::size_t>(
      jobs.size() / (std::size_t{4} * std::max(1U, processes)), 1, kMostJobsPerProcess);
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const bool follows = i != 0 && are_explored_together(jobs[i], jobs[i - 1]);
    if (follows && tasks.back().count < (jobs[i].build.empty() ? most : kMostJobsOfFile)) {
      ++tasks.back().count;
    } else {
      tasks.push_back({i, 1});
    }
  }
  return tasks;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The parent's side: which job each process runs, and what is booked.
class RunningJobs {
public:
  RunningJobs(std::span<const ProofJob> jobs, const std::vector<Task> &tasks,
              const JobProcesses &how, const BookAnswer &book)
      : jobs_(jobs), tasks_(tasks), how_(how), booked_(jobs.size(), false),
        answers_([&book](const Answer &answer) { book(answer.job, answer.answer); }) {}

  void started(std::size_t task) { running_[task].since = Clock::now(); }

  // Of the task's jobs, how many are booked: the first ones.
  [[nodiscard]] std::size_t booked_of(std::size_t task) const {
    const auto running = running_.find(task);
    return running == running_.end() ? 0 : running->second.booked;
  }

  void answered(std::size_t task, const std::string &answer) {
    Running &running = running_[task];
    if (running.booked == tasks_[task].count)
      return;
    book(tasks_[task].first + running.booked++, answer);
    running.since = Clock::now();
  }

  // Whether the task goes on, in a new process.
  bool ended(std::size_t task, const process::TaskEnd &end) {
    Running &running = running_[task];
    if (end.kind == process::TaskEnd::Kind::interrupted) {
      running_.erase(task);
      return false;
    }
    // A child that ends by itself without an answer would be started again for ever.
    const bool ended_well = end.kind == process::TaskEnd::Kind::finished &&
                            running.booked > running.booked_by_earlier_processes;
    if (!ended_well) { // the job that the process died of
      book(tasks_[task].first + running.booked++, failure_of(end, seconds_since(running.since)));
    }
    running.booked_by_earlier_processes = running.booked;
    if (running.booked < tasks_[task].count)
      return true;
    running_.erase(task);
    return false;
  }

  void show_progress() const {
    if (how_.progress == nullptr)
      return;
    std::string text;
    for (const auto &[task, running] : running_) {
      if (running.booked == tasks_[task].count) // all answered, and about to end
        continue;
      text +=
          fmt::format("{}{} ({:.0f} s)", text.empty() ? "" : ", ",
                      jobs_[tasks_[task].first + running.booked].id, seconds_since(running.since));
    }
    how_.progress->done(done_, text);
  }

  // What was not begun, or was cut off.
  void book_interrupted() {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (!booked_[i])
        book(i, JobFailure{"interrupted", "interrupted", 0});
    }
  }

private:
  struct Answer {
    std::size_t job;
    std::variant<std::string, JobFailure> answer;
  };
  struct Running {
    std::size_t booked = 0;
    std::size_t booked_by_earlier_processes = 0;
    Clock::time_point since = Clock::now();
  };

  [[nodiscard]] JobFailure failure_of(const process::TaskEnd &end, double seconds) const {
    if (end.kind == process::TaskEnd::Kind::stalled || end.kind == process::TaskEnd::Kind::waited) {
      return {"time",
              fmt::format("killed: it did not end in its time of {} ms by itself",
                          how_.limits.time.count()),
              seconds};
    }
    if (end.signal == 0 && end.exit_status == kOutOfMemory) {
      return {"memory", fmt::format("memory limit of {} MB reached", how_.limits.memory_megabytes),
              seconds};
    }
    if (end.signal == SIGKILL)
      return {"killed", "the job's process was killed", seconds};
    if (end.kind == process::TaskEnd::Kind::finished)
      return {"died", "the job's process ended without an answer", seconds};
    return {"died", "the job's process died: " + end.what, seconds};
  }

  void book(std::size_t job, const std::variant<std::string, JobFailure> &answer) {
    booked_[job] = true;
    ++done_;
    answers_.put(job, {job, answer});
  }

  std::span<const ProofJob> jobs_;
  const std::vector<Task> &tasks_;
  const JobProcesses &how_;
  std::vector<bool> booked_;
  process::InOrder<Answer> answers_;
  std::size_t done_ = 0;
  std::map<std::size_t, Running> running_; // by task
};

} // namespace

void run_jobs(std::span<const ProofJob> jobs, const JobProcesses &how, const std::string &stage,
              const DoJob &work, const BookAnswer &book) {
  const std::vector<Task> tasks = tasks_of(jobs, how.processes);
  RunningJobs running(jobs, tasks, how, book);
  if (how.progress != nullptr)
    how.progress->stage(stage, jobs.size());
  process::PoolOptions options;
  options.jobs = how.processes;
  // Solvers keep the time themselves; this is for one that does not.
  options.stall_limit = options.wait_limit =
      how.limits.time + how.limits.time / 10 + std::chrono::seconds(1);
  options.interrupted = how.interrupted;
  options.tick = [&](std::size_t) { running.show_progress(); };
  process::Tasks<std::string> children;
  children.work = [&](std::size_t task, const process::Reporter<std::string> &reporter) {
    tell_of_spent_memory();
    keep_freed_memory();
    for (std::size_t i = running.booked_of(task); i < tasks[task].count; ++i) {
      limit_memory(how.limits.memory_megabytes);
      const JobAnswer answer = work(jobs[tasks[task].first + i]);
      reporter.send(answer.text);
      if (answer.memory_is_spent)
        return; // the rest in a new process
    }
  };
  children.started = [&](std::size_t task) { running.started(task); };
  children.received = [&](std::size_t task, const std::string &answer) {
    running.answered(task, answer);
  };
  children.ended = [&](std::size_t task, const process::TaskEnd &end, const auto &) {
    return running.ended(task, end);
  };
  process::run_tasks(tasks.size(), options, children);
  running.book_interrupted();
}

namespace {

// What the subject of the job does, on machine words.
Observe observe_for(const ProofJob &job, const smt::SymbolicSubject &subject) {
  return subject.of_build ? subject.of_build(job.build).open() : subject.open();
}

EngineResult certified_result(Prover &prover, const ProofJob &job, const std::string &code_sha256,
                              const ProofStage &stage) {
  ProofOptions options = stage.options;
  options.certificate = files_of(job, *stage.certificates);
  const ProofResult result = prover.prove(job, options);
  Record record = record_of(job, result);
  record.code_sha256 = code_sha256;
  if (result.certificate)
    book_certificate(record, job, *result.certificate, *stage.certificates);
  return job_result(std::move(record), job, result, observe_for(job, stage.subject));
}

bool takes_from_cache(const ProofStage &stage) {
  return stage.cache && stage.take_from_cache && !stage.certificates;
}

// The answers of earlier runs say less if less was asked then.
bool says_enough(const Record &record, const ProofStage &stage) {
  return !stage.options.find_used_assumptions || record.build.empty() || record.used_assumptions;
}

EngineResult prove_or_remember(Prover &prover, const ProofJob &job, const std::string &code_sha256,
                               const ProofStage &stage) {
  if (stage.certificates)
    return certified_result(prover, job, code_sha256, stage);
  if (takes_from_cache(stage)) {
    auto known = stage.cache->answer(prover.query_sha256(job), stage.options.solver_names);
    if (known) {
      // The same may have been asked of another build.
      known->build = job.build;
      known->code_sha256 = code_sha256;
      if (says_enough(*known, stage)) {
        stage.cache->keep(*known);
        return {std::move(*known)};
      }
    }
  }
  const ProofResult result = prover.prove(job, stage.options);
  EngineResult proved =
      job_result(record_of(job, result), job, result, observe_for(job, stage.subject));
  proved.record.code_sha256 = code_sha256;
  if (stage.cache)
    stage.cache->keep(proved.record);
  return proved;
}

// What the jobs can depend on of a compiled file's code; empty of others.
std::vector<std::string> code_of(std::span<const ProofJob> jobs,
                                 const smt::SymbolicSubject &subject) {
  std::vector<std::string> hashes(jobs.size());
  for (std::size_t i = 0; subject.code_sha256 && i < jobs.size(); ++i) {
    const bool same = i != 0 && are_explored_together(jobs[i], jobs[i - 1]);
    hashes[i] = same ? hashes[i - 1] : subject.code_sha256(jobs[i]);
  }
  return hashes;
}

EngineResult result_from(const ProofJob &job, const std::variant<std::string, JobFailure> &answer) {
  if (const auto *failure = std::get_if<JobFailure>(&answer)) {
    // What died of itself is a fault of ours; all else only has no answer.
    const Verdict verdict = failure->cause == "died" ? Verdict::error : Verdict::unknown;
    Record record = record_without_result(job, verdict, failure->cause, failure->reason);
    record.seconds = failure->seconds;
    return {std::move(record)};
  }
  auto result = process::decode<EngineResult>(std::get<std::string>(answer));
  if (auto *proved = std::get_if<EngineResult>(&result))
    return std::move(*proved);
  return {
      record_without_result(job, Verdict::error, "died",
                            "the job's answer is " + std::get<process::Unreadable>(result).why)};
}

} // namespace

void prove_jobs(std::span<const ProofJob> jobs, const ProofStage &stage) {
  JobProcesses how;
  how.processes = stage.processes;
  how.limits = stage.options.limits;
  how.interrupted = stage.interrupted;
  how.progress = stage.progress;
  std::vector<Record> proved; // of the model
  const std::vector<std::string> codes = code_of(jobs, stage.subject);
  std::vector<std::optional<Record>> known(jobs.size());
  std::vector<ProofJob> left;
  std::vector<std::size_t> places;         // of the jobs that are left
  std::map<std::string, std::string> code; // the same, by their ids
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (takes_from_cache(stage))
      known[i] = stage.cache->answer_for_code(jobs[i].id, codes[i], stage.options.solver_names);
    if (known[i] && says_enough(*known[i], stage))
      continue;
    known[i].reset();
    left.push_back(jobs[i]);
    places.push_back(i);
    code[jobs[i].id] = codes[i];
  }
  std::size_t booked = 0; // jobs, the first ones
  const auto book_known_before = [&](std::size_t place) {
    for (; booked < place; ++booked)
      stage.book({std::move(known[booked].value())});
  };
  Prover prover(stage.subject); // used in the children, of which each has its own
  run_jobs(
      left, how, "proving",
      [&](const ProofJob &job) {
        const EngineResult result = prove_or_remember(prover, job, code.at(job.id), stage);
        return JobAnswer{process::encode(result), result.record.cause == "memory"};
      },
      [&](std::size_t job, const std::variant<std::string, JobFailure> &answer) {
        EngineResult result = result_from(left[job], answer);
        result.record.code_sha256 = code.at(left[job].id);
        if (result.record.verdict == Verdict::proved && !result.record.certificate &&
            left[job].build.empty())
          proved.push_back(result.record);
        book_known_before(places[job]);
        ++booked;
        stage.book(std::move(result));
      });
  book_known_before(jobs.size());
  if (stage.cache) {
    stage.cache->add_rows_of_this_program(proved);
    stage.cache->prune();
  }
  if (stage.certificates)
    remove_left_over(jobs, *stage.certificates);
}

} // namespace dma_verify::proving
