// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/job_runner.h"

#include "harness/engines/prove/memory_limit.h"
#include "harness/process/process_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <map>

namespace dma_verify::proving {
namespace {

using Clock = std::chrono::steady_clock;

// Jobs that one process runs: starting one costs as much as a proof.
constexpr std::size_t kMostJobsPerProcess = 16;
constexpr std::size_t kSlotBytes = std::size_t{1024} * 1024;

// What a child leaves in its slot: answers one after the other, each closed by a null byte.
struct Answers {
  std::uint64_t done;  // jobs with an answer; the pool's counter of progress
  std::uint64_t bytes; // of their answers
  char text[1];

  void append(std::string_view answer) {
    const std::size_t room = kSlotBytes - offsetof(Answers, text) - bytes - 1;
    const std::size_t length = std::min(answer.size(), room);
    std::memcpy(&text[0] + bytes, answer.data(), length);
    (&text[0])[bytes + length] = '\0';
    bytes += length + 1;
    // The parent reads while the child writes on: the counter says how far.
    __atomic_store_n(&done, done + 1, __ATOMIC_RELEASE);
  }
  [[nodiscard]] std::uint64_t ready() const { return __atomic_load_n(&done, __ATOMIC_ACQUIRE); }
};

Answers &answers_in(std::byte *slot) { return *reinterpret_cast<Answers *>(slot); } // NOLINT

// Jobs that one process runs one after the other.
struct Task {
  std::size_t first;
  std::size_t count;
};

std::vector<Task> tasks_of(std::span<const ProofJob> jobs, unsigned processes) {
  // Few jobs are spread over the processes all the same.
  const std::size_t most = std::clamp<std::size_t>(
      jobs.size() / (std::size_t{4} * std::max(1U, processes)), 1, kMostJobsPerProcess);
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const bool follows = i != 0 && jobs[i].property == jobs[i - 1].property &&
                         jobs[i].architecture == jobs[i - 1].architecture;
    if (follows && tasks.back().count < most) {
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

// The parent's side: which job each process runs, and what has come home.
class Homecoming {
public:
  Homecoming(std::span<const ProofJob> jobs, const std::vector<Task> &tasks,
             const JobProcesses &how, const BookAnswer &book)
      : jobs_(jobs), tasks_(tasks), how_(how), book_(book), booked_(jobs.size(), false) {}

  // The task was begun, or has got further.
  void progressed(std::size_t task, std::byte *slot) {
    Running &running = running_[task];
    take(task, running, answers_in(slot));
    running.since = Clock::now();
  }

  // Whether the task goes on, in a new process.
  bool ended(std::size_t task, const TaskEnd &end, std::byte *slot) {
    Running &running = running_[task];
    take(task, running, answers_in(slot));
    if (end.kind == TaskEnd::Kind::interrupted) {
      running_.erase(task);
      return false;
    }
    // Who has ended well has left an answer: without this, a process that a library ends would be
    // begun anew for ever.
    const bool ended_well =
        end.kind == TaskEnd::Kind::finished && running.taken > running.taken_by_earlier_processes;
    if (!ended_well) {
      // The job that the process died of. Its place in the slot stays empty.
      lost(tasks_[task].first + running.taken, failure_of(end, seconds_since(running.since)));
      answers_in(slot).append("");
      running.offset = answers_in(slot).bytes;
      ++running.taken;
    }
    running.taken_by_earlier_processes = running.taken;
    if (running.taken < tasks_[task].count)
      return true;
    running_.erase(task);
    return false;
  }

  void tell() const {
    if (how_.progress == nullptr)
      return;
    std::string text;
    for (const auto &[task, running] : running_) {
      if (running.taken == tasks_[task].count) // all answered, and about to end
        continue;
      text +=
          fmt::format("{}{} ({:.0f} s)", text.empty() ? "" : ", ",
                      jobs_[tasks_[task].first + running.taken].id, seconds_since(running.since));
    }
    how_.progress->done(done_, text);
  }

  // What was not begun, or was cut off.
  void book_interrupted() {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (!booked_[i])
        lost(i, {"interrupted", "interrupted", 0});
    }
  }

private:
  struct Running {
    std::size_t taken = 0; // answers
    std::size_t taken_by_earlier_processes = 0;
    std::size_t offset = 0; // of the next one
    Clock::time_point since = Clock::now();
  };

  void take(std::size_t task, Running &running, const Answers &answers) {
    for (const std::uint64_t ready = answers.ready(); running.taken < ready; ++running.taken) {
      const std::string answer(&answers.text[0] + running.offset);
      running.offset += answer.size() + 1;
      book(tasks_[task].first + running.taken, answer);
    }
  }

  JobFailure failure_of(const TaskEnd &end, double seconds) const {
    if (end.kind == TaskEnd::Kind::stalled) {
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
    if (end.kind == TaskEnd::Kind::finished)
      return {"died", "the job's process ended without an answer", seconds};
    return {"died", "the job's process died: " + end.what, seconds};
  }

  void lost(std::size_t job, const JobFailure &failure) { book(job, failure); }

  void book(std::size_t job, const std::variant<std::string, JobFailure> &answer) {
    booked_[job] = true;
    ++done_;
    book_(job, answer);
  }

  std::span<const ProofJob> jobs_;
  const std::vector<Task> &tasks_;
  const JobProcesses &how_;
  const BookAnswer &book_;
  std::vector<bool> booked_;
  std::size_t done_ = 0;
  std::map<std::size_t, Running> running_; // by task
};

} // namespace

void run_jobs(std::span<const ProofJob> jobs, const JobProcesses &how, const std::string &stage,
              const DoJob &work, const BookAnswer &book) {
  const std::vector<Task> tasks = tasks_of(jobs, how.processes);
  Homecoming home(jobs, tasks, how, book);
  if (how.progress != nullptr)
    how.progress->stage(stage, jobs.size());
  ProcessPool pool;
  pool.jobs = how.processes;
  pool.slot_bytes = kSlotBytes;
  // Solvers keep the time themselves; this is for one that does not.
  pool.stall_limit = how.limits.time + how.limits.time / 10 + std::chrono::seconds(1);
  pool.interrupted = how.interrupted;
  pool.tick = [&](std::size_t) { home.tell(); };
  pool.progressed = [&](std::size_t task, std::byte *slot) { home.progressed(task, slot); };
  pool.run(
      tasks.size(),
      [&](std::size_t task, std::byte *slot) {
        tell_of_spent_memory();
        Answers &answers = answers_in(slot);
        while (answers.done < tasks[task].count) {
          limit_memory(how.limits.memory_megabytes);
          const JobAnswer answer = work(jobs[tasks[task].first + answers.done]);
          answers.append(answer.text);
          if (answer.memory_is_spent)
            return; // the rest in a new process
        }
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        return home.ended(task, end, slot);
      });
  home.book_interrupted();
}

namespace {

JobResult certified_result(Prover &prover, const ProofJob &job, const ProofStage &stage) {
  ProofOptions options = stage.options;
  options.certificate = files_of(job, *stage.certificates);
  const ProofResult result = prover.prove(job, options);
  Record record = record_of(job, result);
  if (result.certificate)
    book_certificate(record, job, *result.certificate, *stage.certificates);
  return job_result(std::move(record), job, result, stage.subject.observe);
}

JobResult prove_or_remember(Prover &prover, const ProofJob &job, const ProofStage &stage) {
  if (stage.certificates)
    return certified_result(prover, job, stage);
  if (stage.cache && stage.take_from_cache) {
    if (auto known = stage.cache->answer(prover.query_sha256(job), stage.options.solver_names))
      return {std::move(*known)};
  }
  const ProofResult result = prover.prove(job, stage.options);
  JobResult proved = job_result(record_of(job, result), job, result, stage.subject.observe);
  if (stage.cache)
    stage.cache->keep(proved.record);
  return proved;
}

JobResult result_from(const ProofJob &job, const std::variant<std::string, JobFailure> &answer) {
  if (const auto *failure = std::get_if<JobFailure>(&answer)) {
    // What died of itself is a fault of ours; all else only has no answer.
    const Verdict verdict = failure->cause == "died" ? Verdict::error : Verdict::unknown;
    Record record = record_without_result(job, verdict, failure->cause, failure->reason);
    record.seconds = failure->seconds;
    return {std::move(record)};
  }
  if (auto result = job_result_from(std::get<std::string>(answer)))
    return std::move(*result);
  return {record_without_result(job, Verdict::error, "died", "the job's process left no answer")};
}

} // namespace

void prove_jobs(std::span<const ProofJob> jobs, const ProofStage &stage) {
  JobProcesses how;
  how.processes = stage.processes;
  how.limits = stage.options.limits;
  how.interrupted = stage.interrupted;
  how.progress = stage.progress;
  std::vector<Record> proved;
  Prover prover(stage.subject); // used in the children, of which each has its own
  run_jobs(
      jobs, how, "proving",
      [&](const ProofJob &job) {
        const JobResult result = prove_or_remember(prover, job, stage);
        return JobAnswer{to_text(result), result.record.cause == "memory"};
      },
      [&](std::size_t job, const std::variant<std::string, JobFailure> &answer) {
        JobResult result = result_from(jobs[job], answer);
        if (result.record.verdict == Verdict::proved && !result.record.certificate)
          proved.push_back(result.record);
        stage.book(std::move(result));
      });
  if (stage.cache)
    stage.cache->add_rows_of_this_program(proved);
  if (stage.certificates)
    remove_left_over(jobs, *stage.certificates);
}

} // namespace dma_verify::proving
