// SPDX-License-Identifier: GPL-2.0-only
// Every task is run, whatever way a child ends is survived and told, and no child can report what
// its parent cannot bear.
#include "harness/process/run_in_child.h"
#include "harness/process/under_test.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace dma_verify::process {
namespace {

using Kind = TaskEnd::Kind;
using std::chrono::milliseconds;
using Number = std::uint64_t;
using NumberReporter = Reporter<Number>;

// A crash that is meant leaves no core file, and no sanitizer has a say in it.
void die_of(int signal) {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

PoolOptions jobs(unsigned count) {
  PoolOptions options;
  options.jobs = count;
  return options;
}

struct Ended {
  TaskEnd end;
  std::vector<Number> numbers; // that it sent
};

// Runs `count` tasks, each once, and returns how they ended.
std::map<std::size_t, Ended>
ends_of(std::size_t count, const PoolOptions &options,
        const std::function<void(std::size_t, const NumberReporter &)> &work) {
  std::map<std::size_t, Ended> ends;
  std::map<std::size_t, std::vector<Number>> numbers;
  Tasks<Number> tasks;
  tasks.work = work;
  tasks.received = [&](std::size_t task, Number number) { numbers[task].push_back(number); };
  tasks.ended = [&](std::size_t task, const TaskEnd &end, const std::optional<NoNote> &) {
    CHECK(ends.count(task) == 0);
    ends[task] = {end, numbers[task]};
    return false;
  };
  run_tasks(count, options, tasks);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1); // no child is left behind
  CHECK(errno == ECHILD);
  return ends;
}

// How a child ended that did this.
Ended end_of(const std::function<void(const NumberReporter &)> &work,
             const PoolOptions &options = {}) {
  return ends_of(1, options, [&](std::size_t, const NumberReporter &reporter) { work(reporter); })
      .at(0);
}

TEST_CASE("every task runs once and its messages arrive in their order") {
  for (const unsigned count : {0U, 1U, 2U, 5U}) {
    CAPTURE(count);
    const auto ends =
        ends_of(20, jobs(count), [](std::size_t task, const NumberReporter &reporter) {
          for (Number i = 0; i < 3; ++i)
            reporter.send(100 * task + i);
        });
    REQUIRE(ends.size() == 20);
    for (const auto &[task, ended] : ends) {
      CHECK(ended.end.kind == Kind::finished);
      CHECK(ended.numbers == std::vector<Number>{100 * task, 100 * task + 1, 100 * task + 2});
    }
  }
}

TEST_CASE("without tasks nothing happens") {
  CHECK(ends_of(0, {}, [](std::size_t, const NumberReporter &) {}).empty());
}

TEST_CASE("a task runs in a process of its own") {
  int here = 0;
  std::vector<Number> pids = {static_cast<Number>(getpid())};
  for (const auto &[task, ended] : ends_of(3, {}, [&](std::size_t, const NumberReporter &reporter) {
         here = 1; // in the child's memory only
         reporter.send(static_cast<Number>(getpid()));
       }))
    pids.insert(pids.end(), ended.numbers.begin(), ended.numbers.end());
  CHECK(here == 0);
  std::sort(pids.begin(), pids.end());
  CHECK(pids.size() == 4);
  CHECK(std::unique(pids.begin(), pids.end()) == pids.end());
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
  for (const int count : {1, 3}) {
    auto *shared = new (memory) Shared{};
    ends_of(9, jobs(static_cast<unsigned>(count)), [&](std::size_t, const NumberReporter &) {
      const int now = ++shared->running;
      int most = shared->most;
      while (now > most && !shared->most.compare_exchange_weak(most, now)) {
      }
      std::this_thread::sleep_for(milliseconds(60));
      --shared->running;
    });
    CHECK(shared->most == count);
    CHECK(shared->running == 0);
  }
  munmap(memory, sizeof(Shared));
}

TEST_CASE("a child that dies is reported by its signal or exit status and the others finish") {
  const auto ends = ends_of(8, jobs(2), [](std::size_t task, const NumberReporter &) {
    switch (task) {
    case 0:
      return die_of(SIGABRT);
    case 2:
      return die_of(SIGSEGV);
    case 4:
      _exit(3);
    case 5:
      return die_of(SIGKILL);
    case 7:
      throw std::runtime_error("no room on the disk");
    default:
      return;
    }
  });
  REQUIRE(ends.size() == 8);
  const std::map<std::size_t, std::string> dead = {
      {0, "SIGABRT"}, {2, "SIGSEGV"}, {4, "exit status 3"}, {5, "SIGKILL"}};
  for (const auto &each : ends) {
    const std::size_t task = each.first;
    const TaskEnd &end = each.second.end;
    CAPTURE(task);
    if (task == 7) {
      CHECK(end.kind == Kind::failed);
      CHECK(end.what == "no room on the disk");
      continue;
    }
    CHECK(end.kind == (dead.count(task) == 1 ? Kind::died : Kind::finished));
    CHECK(end.what == (dead.count(task) == 1 ? dead.at(task) : ""));
  }
}

TEST_CASE("only a child that ends in the tested code, and by itself, can be its fault") {
  const auto of_the_tested = [](bool under_test, const std::function<void()> &act) {
    return end_of([&](const NumberReporter &) {
             set_under_test(true);
             set_under_test(under_test);
             act();
           })
        .end.can_be_of_the_tested();
  };
  CHECK(of_the_tested(true, [] { die_of(SIGSEGV); }));
  CHECK_FALSE(of_the_tested(false, [] { die_of(SIGSEGV); }));
  CHECK_FALSE(of_the_tested(true, [] { die_of(SIGKILL); }));
  CHECK(of_the_tested(true, [] { _exit(0); }));
  CHECK_FALSE(of_the_tested(false, [] { _exit(79); }));
}

TEST_CASE("the words of an end that is nobody's fault say what has happened") {
  const auto words = [](const std::function<void()> &act) {
    return words_of_fault(end_of([&](const NumberReporter &) { act(); }).end);
  };
  CHECK(words([] { die_of(SIGKILL); }) ==
        "its process was killed from outside (SIGKILL), as when memory is short");
  CHECK(words([] { die_of(SIGBUS); }) == "its process ended outside the tested code: SIGBUS");
  CHECK(words([] { throw std::runtime_error("no room"); }) == "no room");
  CHECK(words([] { throw std::runtime_error(std::string(10'000, 'x')); }).size() ==
        kMostFailureBytes);
}

TEST_CASE("children are waited for though whoever started the program ignores their ends") {
  std::signal(SIGCHLD, SIG_IGN);
  CHECK(end_of([](const NumberReporter &) { _exit(3); }).end.what == "exit status 3");
  std::signal(SIGCHLD, SIG_DFL);
}

TEST_CASE("a child that somebody else has waited for is lost, and the run ends") {
  Tasks<Number> tasks;
  tasks.work = [](std::size_t, const NumberReporter &reporter) {
    reporter.send(static_cast<Number>(getpid()));
    std::this_thread::sleep_for(milliseconds(500)); // the parent has received it when this ends
  };
  tasks.received = [](std::size_t, Number pid) { waitpid(static_cast<pid_t>(pid), nullptr, 0); };
  TaskEnd end;
  tasks.ended = [&](std::size_t, const TaskEnd &how, const auto &) {
    end = how;
    return false;
  };
  run_tasks(1, {}, tasks);
  CHECK(end.kind == Kind::failed);
  CHECK(words_of_fault(end) == "its end could not be learned");
}

TEST_CASE(
    "a child that works without progress is killed, and one that does not work is another thing") {
  PoolOptions options = jobs(2);
  options.stall_limit = milliseconds(300);
  options.wait_limit = std::chrono::seconds(20);
  const Ended looping = end_of(
      [](const NumberReporter &) {
        set_under_test(true);
        for (std::atomic<unsigned> i = 0;; ++i) {
        }
      },
      options);
  CHECK(looping.end.kind == Kind::stalled);
  CHECK(looping.end.can_be_of_the_tested());
  options.stall_limit = std::chrono::seconds(20);
  options.wait_limit = milliseconds(300);
  const Ended stopped = end_of(
      [](const NumberReporter &) {
        set_under_test(true);
        std::raise(SIGSTOP);
      },
      options);
  CHECK(stopped.end.kind == Kind::waited);
  CHECK_FALSE(stopped.end.can_be_of_the_tested());
}

TEST_CASE("a child without progress is killed and the others finish") {
  PoolOptions options = jobs(2);
  options.wait_limit = std::chrono::seconds(2);
  const auto ends = ends_of(4, options, [](std::size_t task, const NumberReporter &reporter) {
    if (task == 1) {
      reporter.send(7);
      for (;;)
        pause();
    }
    for (int i = 0; task == 2 && i < 24; ++i) { // slow, but it moves
      std::this_thread::sleep_for(milliseconds(100));
      reporter.make_progress();
    }
  });
  REQUIRE(ends.size() == 4);
  CHECK(ends.at(1).end.kind == Kind::waited);
  CHECK(ends.at(1).numbers == std::vector<Number>{7});
  for (const std::size_t task : {0U, 2U, 3U})
    CHECK(ends.at(task).end.kind == Kind::finished);
}

TEST_CASE("of a child that dies what it sent and its last note are there") {
  std::vector<Number> received;
  std::optional<std::array<Number, 2>> last;
  Tasks<Number, std::array<Number, 2>> tasks;
  tasks.work = [](std::size_t, const auto &reporter) {
    for (Number i = 0;; ++i) {
      reporter.note({i, 10 * i});
      if (i == 5)
        die_of(SIGKILL);
      reporter.send(i);
    }
  };
  tasks.received = [&](std::size_t, Number number) { received.push_back(number); };
  tasks.ended = [&](std::size_t, const TaskEnd &, const auto &note) {
    last = note;
    return false;
  };
  run_tasks(1, {}, tasks);
  CHECK(received == std::vector<Number>{0, 1, 2, 3, 4});
  CHECK(last == std::array<Number, 2>{5, 50});
}

TEST_CASE("a task that is run again knows what the parent learned from its earlier children") {
  std::map<std::size_t, Number> attempts;
  std::map<std::size_t, unsigned> started;
  Tasks<Number> tasks;
  tasks.started = [&](std::size_t task) { ++started[task]; };
  tasks.work = [&](std::size_t task, const NumberReporter &reporter) {
    reporter.send(attempts[task] + 1);
    if (task % 2 == 0 && attempts[task] < 2)
      _exit(1);
  };
  tasks.received = [&](std::size_t task, Number number) { attempts[task] = number; };
  tasks.ended = [](std::size_t, const TaskEnd &end, const auto &) {
    return end.kind == Kind::died;
  };
  run_tasks(4, jobs(2), tasks);
  CHECK(attempts == std::map<std::size_t, Number>{{0, 3}, {1, 1}, {2, 3}, {3, 1}});
  CHECK(started == std::map<std::size_t, unsigned>{{0, 3}, {1, 1}, {2, 3}, {3, 1}});
}

TEST_CASE("a child does not die of what a terminal sends to the whole group") {
  for (const int signal : {SIGINT, SIGTERM})
    CHECK(end_of([&](const NumberReporter &) { raise(signal); }).end.kind == Kind::finished);
}

TEST_CASE("an interrupted run ends at once and reports what was running") {
  PoolOptions options = jobs(2);
  unsigned finished = 0;
  options.interrupted = [&] { return finished >= 2; };
  std::map<std::size_t, Kind> ends;
  Tasks<Number> tasks;
  tasks.work = [](std::size_t task, const NumberReporter &) {
    if (task >= 2)
      std::this_thread::sleep_for(std::chrono::seconds(60));
  };
  tasks.ended = [&](std::size_t task, const TaskEnd &end, const auto &) {
    finished += end.kind == Kind::finished ? 1 : 0;
    ends[task] = end.kind;
    return end.kind == Kind::interrupted; // not asked for any more
  };
  const auto start = std::chrono::steady_clock::now();
  run_tasks(10, options, tasks);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(ends.size() <= 4);
  for (const auto &[task, kind] : ends) {
    if (task >= 2)
      CHECK(kind == Kind::interrupted);
  }
}

TEST_CASE("the number of tasks done is reported while it rises") {
  PoolOptions options;
  std::vector<std::size_t> ticks;
  options.tick = [&](std::size_t done) { ticks.push_back(done); };
  ends_of(4, options, [](std::size_t, const NumberReporter &) {
    std::this_thread::sleep_for(milliseconds(120));
  });
  CHECK(ticks.size() >= 3);
  CHECK(std::is_sorted(ticks.begin(), ticks.end()));
  CHECK(ticks.back() <= 4);
}

TEST_CASE("a report of many megabytes arrives whole") {
  const auto result = run_in_child<std::string>(
      {}, [](const auto &) { return std::string(std::size_t{20} << 20U, 'x'); });
  CHECK(std::get<std::string>(result) == std::string(std::size_t{20} << 20U, 'x'));
}

// What came of a child that should return a number, but did this.
std::string failure_of(const std::function<void()> &act, const PoolOptions &options = {}) {
  const auto result = run_in_child<Number>(options, [&](const auto &) -> Number {
    act();
    return 1;
  });
  const auto *failure = std::get_if<ChildFailure>(&result);
  return failure == nullptr ? "" : failure->what;
}

TEST_CASE("a child that returns has its report, and one that does not has a reason") {
  CHECK(failure_of([] {}) == "");
  CHECK(failure_of([] { die_of(SIGKILL); }) == "SIGKILL");
  CHECK(failure_of([] { _exit(3); }) == "exit status 3");
  CHECK(failure_of([] { _exit(0); }) == "it gave no report");
  PoolOptions options;
  options.wait_limit = milliseconds(100);
  CHECK(failure_of([] { pause(); }, options) == "no progress, while it hardly used the processor");
}

TEST_CASE("a report beyond its limit is refused, and those before it stay") {
  PoolOptions options;
  options.message_bytes = 50; // of three, with their lengths
  const Ended ended = end_of(
      [](const NumberReporter &reporter) {
        for (Number i = 0;; ++i)
          reporter.send(i);
      },
      options);
  CHECK(ended.end.kind == Kind::died);
  CHECK(ended.end.what == "a report of 8 bytes where 0 are left");
  CHECK(ended.numbers == std::vector<Number>{0, 1, 2});
}

// A child that reports something else than its parent expects.
template <class Sent> TaskEnd end_of_sending(const Sent &sent) {
  TaskEnd result;
  // The channel as the child has it, found in its reporter.
  detail::RawTasks raw;
  raw.note_bytes = 0;
  raw.work = [&](std::size_t, Channel &channel) {
    send_or_end(channel, sent);
    pause(); // until it is killed
  };
  raw.received = [](std::size_t, std::string_view bytes) -> std::optional<Unreadable> {
    auto decoded = decode<std::vector<Number>>(bytes);
    if (auto *unreadable = std::get_if<Unreadable>(&decoded))
      return std::move(*unreadable);
    return std::nullopt;
  };
  raw.ended = [&](std::size_t, const TaskEnd &end, const Channel &) {
    result = end;
    return false;
  };
  detail::run_raw_tasks(1, {}, raw);
  return result;
}

TEST_CASE("a child whose report has the wrong form is killed at once, and told") {
  for (const std::string &sent : {std::string(), std::string("garbage that is a number or two"),
                                  std::string(8, '\377'), encode(std::vector<Number>{1}) + "x"}) {
    const auto start = std::chrono::steady_clock::now();
    const TaskEnd end = end_of_sending(sent);
    CHECK(end.kind == Kind::died);
    CHECK(end.what.starts_with("an impossible report: "));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  }
}

} // namespace
} // namespace dma_verify::process
