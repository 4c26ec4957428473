// SPDX-License-Identifier: GPL-2.0-only
#include "harness/process/tasks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
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

// Exit status of a child that could not report.
constexpr int kCannotReport = 78;

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
  std::uint64_t progress = 0;
  Clock::time_point progressed{};
};

TaskEnd end_of(int status) {
  if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));
    return {Kind::died, name ? std::string("SIG") + name : "a signal", WTERMSIG(status), 0};
  }
  const int exit_status = WEXITSTATUS(status);
  if (exit_status == 0)
    return {};
  return {Kind::died,
          exit_status == kCannotReport ? "its report could not be written"
                                       : fmt::format("exit status {}", exit_status),
          0, exit_status};
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
    child.pidfd = pidfd_open(pid, 0);
    child.task = task;
    child.progress = 0;
    child.progressed = Clock::now();
    if (tasks_.started)
      tasks_.started(task);
  }

  // An exception ends the child: it must not unwind into the child's copy of the parent's frames.
  [[noreturn]] void be_child(pid_t parent, Child &self, std::size_t task) noexcept {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // it died before
      _exit(1);
    // Ctrl-C reaches the whole group. It is the parent's: a child that died of it before the
    // parent looks would seem to have crashed.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    for (Child &other : children_) { // what the others report is not this child's
      if (&other == &self || other.pid == 0)
        continue;
      close(other.pidfd);
      other.channel.reset();
    }
    tasks_.work(task, *self.channel);
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
    const bool ended = waitpid(child.pid, &status, WNOHANG) == child.pid;
    if (ended)
      child.pid = 0;
    const std::uint64_t progress = child.channel->progress();
    if (const auto broken = receive(child)) {
      kill_and_reap(child);
      finish(child, {Kind::died, *broken, 0, 0});
    } else if (ended) {
      finish(child, end_of(status));
    } else if (progress != child.progress) {
      child.progress = progress;
      child.progressed = Clock::now();
    } else if (Clock::now() - child.progressed > options_.stall_limit) {
      kill_and_reap(child);
      receive(child);
      finish(child, {Kind::stalled, "no progress", 0, 0});
    }
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
    kill(child.pid, SIGKILL);
    waitpid(child.pid, nullptr, 0);
    child.pid = 0;
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
      finish(child, {Kind::interrupted, "interrupted", 0, 0});
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

void send_or_end(Channel &channel, std::string_view message) {
  if (!channel.send(message))
    end_child(kCannotReport);
}

void detail::run_raw_tasks(std::size_t count, const PoolOptions &options, const RawTasks &tasks) {
  Pool(count, options, tasks).run();
}

} // namespace dma_verify::process
