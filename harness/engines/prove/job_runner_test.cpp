// SPDX-License-Identifier: GPL-2.0-only
// Whatever a job does to its process, the others have their answers, and what befell it is told.
#include "harness/engines/prove/job_runner.h"

#include "harness/process/channel.h"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <sys/mman.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace dma_verify::proving {
namespace {

constexpr std::size_t kJobs = 5; // of one property and architecture: of one process

std::vector<ProofJob> some_jobs() {
  std::vector<ProofJob> jobs(kJobs);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    jobs[i].id = std::to_string(i);
  return jobs;
}

struct Ends {
  std::map<std::size_t, std::string> answers;
  std::map<std::size_t, JobFailure> failures;
};

JobProcesses one_process() {
  JobProcesses how;
  how.limits = {.time = std::chrono::milliseconds(200), .memory_megabytes = 200};
  return how;
}

// Job 2 does something; the others answer with their id.
Ends ends_of(const JobProcesses &how, const std::function<JobAnswer()> &something) {
  Ends ends;
  const auto jobs = some_jobs();
  run_jobs(
      jobs, how, "trying",
      [&](const ProofJob &job) {
        return job.id == "2" ? something() : JobAnswer{"answer " + job.id};
      },
      [&](std::size_t job, const std::variant<std::string, JobFailure> &answer) {
        CHECK(ends.answers.count(job) + ends.failures.count(job) == 0);
        if (const auto *failure = std::get_if<JobFailure>(&answer)) {
          ends.failures[job] = *failure;
        } else {
          ends.answers[job] = std::get<std::string>(answer);
        }
      });
  return ends;
}

// All others have answered, and job 2 failed so.
void check_only_failure(const Ends &ends, const std::string &cause) {
  REQUIRE(ends.failures.size() == 1);
  CHECK(ends.failures.begin()->first == 2);
  CHECK(ends.failures.begin()->second.cause == cause);
  CHECK_FALSE(ends.failures.begin()->second.reason.empty());
  CHECK(ends.answers.size() == kJobs - 1);
  for (const auto &[job, answer] : ends.answers)
    CHECK(answer == "answer " + std::to_string(job));
}

[[noreturn]] void sleep_for_ever() {
  for (;;)
    std::this_thread::sleep_for(std::chrono::hours(1));
}

void no_core_file() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

TEST_CASE("each job is answered once") {
  for (const unsigned processes : {1U, 3U}) {
    JobProcesses how = one_process();
    how.processes = processes;
    const Ends ends = ends_of(how, [] { return JobAnswer{"answer 2"}; });
    CHECK(ends.failures.empty());
    CHECK(ends.answers.size() == kJobs);
  }
}

TEST_CASE("a job that does not keep its time is killed, alone") {
  const auto start = std::chrono::steady_clock::now();
  const Ends ends = ends_of(one_process(), []() -> JobAnswer { sleep_for_ever(); });
  check_only_failure(ends, "time");
  CHECK(ends.failures.at(2).seconds > 0.2);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(40));
}

TEST_CASE("a job that ignores SIGTERM is killed too") {
  check_only_failure(ends_of(one_process(),
                             []() -> JobAnswer {
                               std::signal(SIGTERM, SIG_IGN);
                               sleep_for_ever();
                             }),
                     "time");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a job that takes more memory than it may is ended, alone") {
  const auto take = [](std::size_t megabytes) {
    std::vector<std::unique_ptr<char[]>> taken;
    taken.reserve(megabytes);
    for (std::size_t i = 0; i < megabytes; ++i) {
      taken.push_back(std::make_unique<char[]>(std::size_t{1} << 20U));
      for (std::size_t page = 0; page < (std::size_t{1} << 20U); page += 4096)
        taken.back()[page] = 1;
    }
    return JobAnswer{"answer 2"};
  };
  const Ends too_much = ends_of(one_process(), [&] { return take(1000); });
  check_only_failure(too_much, "memory");
  CHECK(too_much.failures.at(2).reason == "memory limit of 200 MB reached");
  CHECK(ends_of(one_process(), [&] { return take(100); }).failures.empty());
}

TEST_CASE("a crash with no memory left is told as that") {
  check_only_failure(ends_of(one_process(),
                             []() -> JobAnswer {
                               while (mmap(nullptr, 1U << 20U, PROT_NONE,
                                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
                               }
                               std::raise(SIGSEGV);
                               std::abort();
                             }),
                     "memory");
  // As Z3 does.
  check_only_failure(ends_of(one_process(),
                             []() -> JobAnswer {
                               while (mmap(nullptr, 1U << 20U, PROT_NONE,
                                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
                               }
                               std::exit(101);
                             }),
                     "memory");
}

TEST_CASE("the memory of one job is not charged to the next ones") {
  // Each takes 120 MB for good; all together take more than one may.
  const auto jobs = some_jobs();
  std::size_t answered = 0;
  run_jobs(
      jobs, one_process(), "trying",
      [&](const ProofJob &) {
        constexpr std::size_t kBytes = std::size_t{120} << 20U;
        void *memory =
            mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return JobAnswer{memory == MAP_FAILED ? "no memory" : "good"};
      },
      [&](std::size_t, const std::variant<std::string, JobFailure> &answer) {
        REQUIRE(std::holds_alternative<std::string>(answer));
        CHECK(std::get<std::string>(answer) == "good");
        ++answered;
      });
  CHECK(answered == kJobs);
}
#endif

TEST_CASE(
    "a job whose process is killed from outside has no answer, and one that crashes is at fault") {
  no_core_file();
  const auto die_by = [](int signal) {
    return [signal]() -> JobAnswer {
      raise(signal);
      sleep_for_ever();
    };
  };
  check_only_failure(ends_of(one_process(), die_by(SIGKILL)), "killed");
  check_only_failure(ends_of(one_process(), die_by(SIGSEGV)), "died");
  check_only_failure(ends_of(one_process(), die_by(SIGABRT)), "died");
  check_only_failure(ends_of(one_process(), []() -> JobAnswer { _exit(3); }), "died");
  check_only_failure(ends_of(one_process(), []() -> JobAnswer { std::exit(0); }), "died");
  check_only_failure(ends_of(one_process(), []() -> JobAnswer { _exit(0); }), "died");
}

TEST_CASE("after a job that has spent its memory the next ones get a new process") {
  const Ends ends = ends_of(one_process(), [] {
    return JobAnswer{"answer 2, no more memory", true};
  });
  CHECK(ends.failures.empty());
  CHECK(ends.answers.at(2) == "answer 2, no more memory");
  CHECK(ends.answers.size() == kJobs);
}

TEST_CASE("an answer is booked before the next job has ended") {
  bool first_is_home = false;
  const auto jobs = some_jobs();
  JobProcesses how = one_process();
  how.limits.time = std::chrono::seconds(20);
  how.interrupted = [&] { return first_is_home; };
  std::size_t interrupted = 0;
  run_jobs(
      jobs, how, "trying",
      [&](const ProofJob &job) -> JobAnswer {
        if (job.id == "0")
          return {"answer 0"};
        sleep_for_ever();
      },
      [&](std::size_t job, const std::variant<std::string, JobFailure> &answer) {
        if (job == 0) {
          first_is_home = std::holds_alternative<std::string>(answer);
        } else {
          REQUIRE(std::holds_alternative<JobFailure>(answer));
          CHECK(std::get<JobFailure>(answer).cause == "interrupted");
          ++interrupted;
        }
      });
  CHECK(first_is_home);
  CHECK(interrupted == kJobs - 1); // also those that were not begun
}

TEST_CASE("answers that are long together arrive whole, all of them") {
  const std::vector<ProofJob> jobs(64); // 16 for each process
  std::size_t whole = 0;
  const std::string text(70'000, 'x');
  run_jobs(
      jobs, one_process(), "trying", [&](const ProofJob &) { return JobAnswer{text}; },
      [&](std::size_t, const std::variant<std::string, JobFailure> &answer) {
        const auto *got = std::get_if<std::string>(&answer);
        whole += got != nullptr && *got == text ? 1U : 0U;
      });
  CHECK(whole == jobs.size());
}

TEST_CASE("an answer that is too long is told as that, and harms no other") {
  JobProcesses how = one_process();
  how.limits = {.time = std::chrono::seconds(20), .memory_megabytes = 1000};
  const Ends ends =
      ends_of(how, [] { return JobAnswer{std::string(process::kMostMessageBytes, 'x')}; });
  check_only_failure(ends, "died");
  CHECK(ends.failures.at(2).reason.find(" bytes where ") != std::string::npos);
}

// A stage that asks no solver: of jobs of our own.
TEST_CASE("what a job came to is booked as unknown or as an error, never as proved") {
  const auto jobs = [] {
    auto all = all_proof_jobs();
    all.resize(1);
    return all;
  }();
  for (const auto &[time, verdict] :
       {std::pair(std::chrono::milliseconds(-5000), Verdict::unknown)}) {
    ProofStage stage;
    stage.options.limits.time = time;
    std::vector<Record> records;
    stage.book = [&](const EngineResult &result) { records.push_back(result.record); };
    prove_jobs(jobs, stage);
    REQUIRE(records.size() == 1);
    CHECK(records[0].verdict == verdict);
    CHECK(records[0].cause == "time");
    CHECK(job_of(records[0]) == jobs[0].id);
  }
}

} // namespace
} // namespace dma_verify::proving
