// SPDX-License-Identifier: GPL-2.0-only
#include "harness/process/tasks.h"

#include "harness/process/under_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 forgets to say so itself
}

#ifdef DMA_VERIFY_COVERAGE
extern "C" void __gcov_dump(); // NOLINT: gcov's name
#endif

namespace dma_verify::process {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = TaskEnd::Kind;

// Exit statuses of a child that could not report, of one that could not do its work, and of one
// that reports how a process of its own has ended.
constexpr int kCannotReport = 78;
constexpr int kCannotWork = 79;
constexpr int kEndedLikewise = 80;

// Of this process, if it is a child.
Channel *own_channel = nullptr;
// Where this process tells whether it runs the tested code.
std::atomic<bool> *own_flag = nullptr;

// What gcov counted in this process would go with it, for it ends without exit handlers.
[[noreturn]] void end_child(int status) {
#ifdef DMA_VERIFY_COVERAGE
  __gcov_dump();
#endif
  _exit(status);
}

struct Child {
  pid_t pid = 0; // 0: the place is free
  int pidfd = -1;
  std::size_t task = 0;
  std::optional<Channel> channel{};
  // When it last made progress: that, the time, and its processor time then.
  std::uint64_t progress = 0;
  Clock::time_point progressed{};
  std::chrono::nanoseconds worked{};
};

TaskEnd end_of(int status, const Channel &channel) {
  TaskEnd end;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kEndedLikewise && !channel.under_test()) {
    Decoder decoder(channel.failure_bytes());
    decoder.read(end);
    if (decoder.failure() == nullptr)
      return end;
    end = {};
  }
  end.under_test = channel.under_test();
  if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));
    end.kind = Kind::died;
    end.what = name ? std::string("SIG") + name : "a signal";
    end.signal = WTERMSIG(status);
    return end;
  }
  end.exit_status = WEXITSTATUS(status);
  if (end.exit_status == kCannotWork && !end.under_test) {
    end.kind = Kind::failed;
    end.what = channel.failure();
  } else if (end.exit_status != 0 || end.under_test) { // whoever is called does not end a process
    end.kind = Kind::died;
    end.what = end.exit_status == kCannotReport ? "its report could not be written"
                                                : fmt::format("exit status {}", end.exit_status);
  }
  return end;
}

class Pool {
public:
  Pool(std::size_t count, const PoolOptions &options, const detail::RawTasks &tasks)
      : count_(count), options_(options), tasks_(tasks), children_(std::max(1U, options.jobs)) {}
  Pool(const Pool &) = delete;
  Pool &operator=(const Pool &) = delete;
  ~Pool() {
    for (Child &child : children_)
      kill_and_reap(child);
  }

  void run() {
    // Whoever started this program may have it ignored: then nobody learns how a child ended.
    std::signal(SIGCHLD, SIG_DFL);
    while (done_ < count_) {
      if (options_.interrupted && options_.interrupted())
        return stop_all();
      for (Child &child : children_) {
        if (child.pid == 0 && next_ < count_)
          start(child, next_++);
      }
      wait();
      for (Child &child : children_) {
        if (child.pid != 0)
          look_at(child);
      }
      tick();
    }
  }

private:
  void start(Child &child, std::size_t task) {
    std::fflush(nullptr); // or the child would own a copy of what is unwritten
    child.channel.emplace(tasks_.note_bytes, options_.message_bytes);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0)
      throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0)
      be_child(parent, child, task);
    child.pid = pid;
    child.task = task;
    child.progress = 0;
    child.progressed = Clock::now();
    child.worked = {};
    child.pidfd = pidfd_open(pid, 0);
    if (child.pidfd < 0) {
      const int error = errno;
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
      child.pid = 0;
      throw std::system_error(error, std::generic_category(), "a descriptor of a process");
    }
    if (tasks_.started)
      tasks_.started(task);
  }

  // No exception may unwind into the child's copy of the parent's frames.
  [[noreturn]] void be_child(pid_t parent, Child &self, std::size_t task) noexcept {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // it died before
      _exit(1);
    // Ctrl-C reaches the whole group. It is the parent's: a child that died of it before the
    // parent looks would seem to have crashed.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    for (Child &other : children_) { // what the others report is not this child's
      if (&other == &self || other.pid == 0)
        continue;
      close(other.pidfd);
      other.channel.reset();
    }
    own_channel = &*self.channel;
    own_flag = &own_channel->under_test_flag();
    try {
      self.channel->keep_from_children();
      tasks_.work(task, *self.channel);
    } catch (const std::exception &error) {
      self.channel->set_failure(error.what());
      end_child(kCannotWork);
    }
    end_child(0);
  }

  // Until a child ends, at most a tenth of a second.
  void wait() {
    std::vector<pollfd> ends;
    for (const Child &child : children_) {
      if (child.pid != 0)
        ends.push_back({child.pidfd, POLLIN, 0});
    }
    poll(ends.data(), ends.size(), 100);
  }

  void look_at(Child &child) {
    int status = 0;
    const pid_t waited = waitpid(child.pid, &status, WNOHANG);
    const bool gone = waited < 0 && errno == ECHILD; // somebody else has waited for it
    if (waited == child.pid || gone)
      child.pid = 0;
    const std::uint64_t progress = child.channel->progress();
    if (const auto broken = receive(child)) {
      kill_and_reap(child);
      finish(child, Kind::died, *broken);
    } else if (gone) {
      finish(child, Kind::failed, "its end could not be learned");
    } else if (child.pid == 0) {
      finish(child, end_of(status, *child.channel));
    } else if (progress != child.progress) {
      child.progress = progress;
      child.progressed = Clock::now();
      child.worked = processor_time(child.pid);
    } else {
      stop_if_stalled(child);
    }
  }

  // A child that is stopped, sleeps, or hardly runs on a busy machine, makes no progress either.
  void stop_if_stalled(Child &child) {
    const bool stalled = processor_time(child.pid) - child.worked > options_.stall_limit;
    if (!stalled && Clock::now() - child.progressed <= options_.wait_limit)
      return;
    kill_and_reap(child);
    receive(child);
    if (stalled)
      return finish(child, Kind::stalled, "no progress");
    finish(child, Kind::waited, "no progress, while it hardly used the processor");
  }

  // All messages that are there; what is wrong with one, if something is.
  std::optional<std::string> receive(Child &child) {
    for (;;) {
      const auto received = child.channel->receive();
      if (std::holds_alternative<Channel::Nothing>(received))
        return std::nullopt;
      if (const auto *broken = std::get_if<Channel::Broken>(&received))
        return broken->why;
      if (const auto bad = tasks_.received(child.task, std::get<std::string>(received)))
        return "an impossible report: " + bad->why;
    }
  }

  static void kill_and_reap(Child &child) {
    if (child.pid == 0)
      return;
    pidfd_send_signal(child.pidfd, SIGKILL, nullptr, 0);
    waitpid(child.pid, nullptr, 0);
    child.pid = 0;
  }

  void finish(Child &child, Kind kind, std::string what) {
    TaskEnd end;
    end.kind = kind;
    end.what = std::move(what);
    end.under_test = child.channel->under_test();
    finish(child, end);
  }

  void finish(Child &child, const TaskEnd &end) {
    close(child.pidfd);
    const bool again = tasks_.ended(child.task, end, *child.channel);
    child.channel.reset();
    if (again && end.kind != Kind::interrupted) {
      start(child, child.task);
    } else {
      ++done_;
    }
  }

  void stop_all() {
    for (Child &child : children_) {
      if (child.pid == 0)
        continue;
      kill_and_reap(child);
      receive(child);
      finish(child, Kind::interrupted, "interrupted");
    }
  }

  void tick() {
    if (!options_.tick)
      return;
    const Clock::time_point now = Clock::now();
    if (now - last_tick_ < std::chrono::milliseconds(100))
      return;
    last_tick_ = now;
    options_.tick(done_);
  }

  std::size_t count_;
  const PoolOptions &options_;
  const detail::RawTasks &tasks_;
  std::vector<Child> children_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  Clock::time_point last_tick_{};
};

} // namespace

bool TaskEnd::can_be_of_the_tested() const {
  const bool own_end = kind == Kind::stalled || (kind == Kind::died && signal != SIGKILL);
  return own_end && under_test;
}

std::chrono::nanoseconds processor_time(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
    return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::string words_of_fault(const TaskEnd &end) {
  if (end.kind == Kind::died && end.signal == SIGKILL)
    return "its process was killed from outside (SIGKILL), as when memory is short";
  if (end.kind == Kind::waited && end.under_test)
    return "its process was stopped from outside, or the tested code sleeps: " + end.what;
  if (end.kind == Kind::failed)
    return end.what;
  if (end.kind == Kind::finished)
    return "its process ended without a report";
  return fmt::format("its process ended outside the tested code: {}", end.what);
}

void set_under_test(bool runs) {
  if (own_flag != nullptr)
    own_flag->store(runs, std::memory_order_release);
}

void tell_under_test(std::atomic<bool> &flag) { own_flag = &flag; }

void still_wait() {
  if (own_channel != nullptr)
    own_channel->make_progress();
}

void end_likewise(const TaskEnd &end) {
  if (own_channel == nullptr)
    throw std::runtime_error(words_of_fault(end));
  TaskEnd short_end = end;
  constexpr std::size_t kRoomForNumbers = 64;
  short_end.what.resize(std::min(end.what.size(), kMostFailureBytes - kRoomForNumbers));
  own_channel->set_failure(encode(short_end));
  end_child(kEndedLikewise);
}

void leave_pool() {
  own_channel = nullptr;
  own_flag = nullptr;
}

void send_or_end(Channel &channel, std::string_view message) {
  if (!channel.send(message))
    end_child(kCannotReport);
}

void detail::run_raw_tasks(std::size_t count, const PoolOptions &options, const RawTasks &tasks) {
  Pool(count, options, tasks).run();
}

} // namespace dma_verify::process
