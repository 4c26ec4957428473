// SPDX-License-Identifier: GPL-2.0-only
// The process pool runs every task, survives every way in which a child can end, and stops when it
// is told to.
#include "harness/process/process_pool.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace dma_verify {
namespace {

using Kind = TaskEnd::Kind;
using std::chrono::milliseconds;

// What a task's slot holds, in these tests.
struct Slot {
  std::uint64_t progress;
  std::uint64_t left; // by the child
  std::uint64_t attempts;
};
Slot &in(std::byte *slot) { return *std::launder(reinterpret_cast<Slot *>(slot)); }

void do_nothing(std::size_t, std::byte *) {}

// A crash that is meant leaves no core file.
void no_core_file() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

// Runs `count` tasks and returns how each ended, at its last attempt.
std::map<std::size_t, TaskEnd> ends_of(const ProcessPool &pool, std::size_t count,
                                       const ProcessPool::Work &work) {
  std::map<std::size_t, TaskEnd> ends;
  pool.run(count, work, [&](std::size_t task, const TaskEnd &end, std::byte *) {
    CHECK(ends.count(task) == 0);
    ends[task] = end;
    return false;
  });
  return ends;
}

TEST_CASE("every task runs once and leaves its result in its slot") {
  for (const unsigned jobs : {0U, 1U, 2U, 5U}) {
    CAPTURE(jobs);
    ProcessPool pool;
    pool.jobs = jobs;
    std::vector<std::uint64_t> results(20, 0);
    pool.run(
        results.size(), [](std::size_t task, std::byte *slot) { in(slot).left = 100 + task; },
        [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
          CHECK(end.kind == Kind::finished);
          CHECK(results[task] == 0);
          results[task] = in(slot).left;
          return false;
        });
    for (std::size_t task = 0; task < results.size(); ++task)
      CHECK(results[task] == 100 + task);
  }
}

TEST_CASE("without tasks nothing happens") {
  CHECK(ends_of(ProcessPool{}, 0, &do_nothing).empty());
}

TEST_CASE("a task runs in a process of its own") {
  const pid_t parent = getpid();
  int here = 0;
  std::vector<std::uint64_t> pids;
  ProcessPool{}.run(
      3,
      [&](std::size_t, std::byte *slot) {
        here = 1; // in the child's memory only
        in(slot).left = static_cast<std::uint64_t>(getpid());
      },
      [&](std::size_t, const TaskEnd &, std::byte *slot) {
        pids.push_back(in(slot).left);
        return false;
      });
  CHECK(here == 0);
  std::sort(pids.begin(), pids.end());
  CHECK(std::unique(pids.begin(), pids.end()) == pids.end());
  CHECK(std::count(pids.begin(), pids.end(), static_cast<std::uint64_t>(parent)) == 0);
}

TEST_CASE("a slot is fresh for each task") {
  ProcessPool pool;
  pool.jobs = 2;
  pool.run(
      10,
      [](std::size_t, std::byte *slot) {
        in(slot).left = in(slot).left == 0 && in(slot).attempts == 0 ? 1 : 2;
        in(slot).attempts = 7;
      },
      [](std::size_t, const TaskEnd &, std::byte *slot) {
        CHECK(in(slot).left == 1);
        return false;
      });
}

// Counters that all processes share.
struct Shared {
  std::atomic<int> running;
  std::atomic<int> most;
};

TEST_CASE("at most so many children run at once as there are jobs") {
  void *memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  for (const int jobs : {1, 3}) {
    auto *shared = new (memory) Shared{};
    ProcessPool pool;
    pool.jobs = static_cast<unsigned>(jobs);
    ends_of(pool, 9, [&](std::size_t, std::byte *) {
      const int now = ++shared->running;
      int most = shared->most;
      while (now > most && !shared->most.compare_exchange_weak(most, now)) {
      }
      std::this_thread::sleep_for(milliseconds(60));
      --shared->running;
    });
    CHECK(shared->most == jobs);
    CHECK(shared->running == 0);
  }
  munmap(memory, sizeof(Shared));
}

TEST_CASE("a child that dies is told by its signal or exit status and the others finish") {
  ProcessPool pool;
  pool.jobs = 2;
  const auto ends = ends_of(pool, 8, [](std::size_t task, std::byte *) {
    no_core_file();
    switch (task) {
    case 0:
      std::signal(SIGABRT, SIG_DFL);
      std::abort();
    case 2:
      std::signal(SIGSEGV, SIG_DFL);
      std::raise(SIGSEGV);
      break;
    case 4:
      _exit(3);
    case 5:
      std::raise(SIGKILL);
      break;
    case 7:
      std::signal(SIGABRT, SIG_DFL);
      throw std::runtime_error("not caught");
    default:
      break;
    }
  });
  REQUIRE(ends.size() == 8);
  const std::map<std::size_t, std::string> dead = {
      {0, "SIGABRT"}, {2, "SIGSEGV"}, {4, "exit status 3"}, {5, "SIGKILL"}, {7, "SIGABRT"}};
  for (const auto &ended : ends) {
    const std::size_t task = ended.first;
    const TaskEnd &end = ended.second;
    CAPTURE(task);
    CHECK(end.kind == (dead.count(task) == 1 ? Kind::died : Kind::finished));
    CHECK(end.what == (dead.count(task) == 1 ? dead.at(task) : ""));
  }
}

TEST_CASE("a child without progress is killed and the others finish") {
  ProcessPool pool;
  pool.jobs = 2;
  pool.stall_limit = std::chrono::seconds(2);
  const auto ends = ends_of(pool, 4, [](std::size_t task, std::byte *slot) {
    if (task == 1) {
      for (;;)
        pause();
    }
    if (task == 2) { // slow, but it moves
      for (int i = 0; i < 24; ++i) {
        std::this_thread::sleep_for(milliseconds(100));
        ++in(slot).progress;
      }
    }
  });
  REQUIRE(ends.size() == 4);
  CHECK(ends.at(1).kind == Kind::stalled);
  for (const std::size_t task : {0U, 2U, 3U})
    CHECK(ends.at(task).kind == Kind::finished);
}

TEST_CASE("a task that is run again finds its slot as it was left") {
  ProcessPool pool;
  pool.jobs = 2;
  std::map<std::size_t, unsigned> ended;
  pool.run(
      4,
      [](std::size_t task, std::byte *slot) {
        ++in(slot).attempts;
        if (task % 2 == 0 && in(slot).left < 2)
          _exit(1);
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        ++ended[task];
        CHECK(in(slot).attempts == ended[task]);
        if (end.kind == Kind::finished)
          return false;
        ++in(slot).left; // by the parent, for the next attempt
        return true;
      });
  CHECK(ended == std::map<std::size_t, unsigned>{{0, 3}, {1, 1}, {2, 3}, {3, 1}});
}

TEST_CASE("a child does not die of what a terminal sends to the whole group") {
  ProcessPool pool;
  std::vector<Kind> kinds;
  pool.run(
      2, [](std::size_t task, std::byte *) { raise(task == 0 ? SIGINT : SIGTERM); },
      [&](std::size_t, const TaskEnd &end, std::byte *) {
        kinds.push_back(end.kind);
        return false;
      });
  CHECK(kinds == std::vector<Kind>{Kind::finished, Kind::finished});
}

TEST_CASE("an interrupted run ends at once and reports what was running") {
  ProcessPool pool;
  pool.jobs = 2;
  unsigned finished = 0;
  pool.interrupted = [&] { return finished >= 2; };
  std::map<std::size_t, Kind> ends;
  const auto start = std::chrono::steady_clock::now();
  pool.run(
      10,
      [](std::size_t task, std::byte *slot) {
        in(slot).left = 1;
        if (task >= 2)
          std::this_thread::sleep_for(std::chrono::seconds(60));
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *) {
        finished += end.kind == Kind::finished ? 1 : 0;
        ends[task] = end.kind;
        return end.kind == Kind::interrupted; // not asked for any more
      });
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(ends.size() <= 4);
  for (const auto &[task, kind] : ends) {
    if (task >= 2)
      CHECK(kind == Kind::interrupted);
  }
}

TEST_CASE("the number of tasks done is told while it rises") {
  ProcessPool pool;
  std::vector<std::size_t> ticks;
  pool.tick = [&](std::size_t done) { ticks.push_back(done); };
  ends_of(pool, 4,
          [](std::size_t, std::byte *) { std::this_thread::sleep_for(milliseconds(120)); });
  CHECK(ticks.size() >= 3);
  CHECK(std::is_sorted(ticks.begin(), ticks.end()));
  CHECK(ticks.back() <= 4);
}

TEST_CASE("no child is left behind") {
  ProcessPool pool;
  pool.jobs = 3;
  ends_of(pool, 6, &do_nothing);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

} // namespace
} // namespace dma_verify
