// SPDX-License-Identifier: GPL-2.0-only
#include "harness/process/process_pool.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <sys/mman.h>
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

namespace dma_verify {
namespace {

// What gcov counted in this process would go with it, for it ends without exit handlers.
void keep_counts() {
#ifdef DMA_VERIFY_COVERAGE
  __gcov_dump();
#endif
}

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char *what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Memory shared between the parent and its children.
class SharedSlots {
public:
  SharedSlots(std::size_t count, std::size_t bytes) : bytes_(bytes), total_(count * bytes) {
    void *memory = mmap(nullptr, total_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      fail("shared memory");
    memory_ = static_cast<std::byte *>(memory);
  }
  SharedSlots(const SharedSlots &) = delete;
  SharedSlots &operator=(const SharedSlots &) = delete;
  ~SharedSlots() { munmap(memory_, total_); }

  std::byte *slot(std::size_t index) { return memory_ + index * bytes_; }
  void clear(std::size_t index) { std::memset(slot(index), 0, bytes_); }

private:
  std::size_t bytes_;
  std::size_t total_;
  std::byte *memory_;
};

struct Child {
  pid_t pid = 0; // 0: the place is free
  int pidfd = -1;
  std::size_t task = 0;
  std::uint64_t progress = 0;
  Clock::time_point progressed;
};

std::uint64_t progress_of(std::byte *slot) {
  return __atomic_load_n(reinterpret_cast<std::uint64_t *>(slot), __ATOMIC_ACQUIRE); // NOLINT
}

TaskEnd end_of(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return {};
  if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));
    return {TaskEnd::Kind::died, name ? std::string("SIG") + name : "a signal", WTERMSIG(status),
            0};
  }
  return {TaskEnd::Kind::died, "exit status " + std::to_string(WEXITSTATUS(status)), 0,
          WEXITSTATUS(status)};
}

class Pool {
public:
  Pool(const ProcessPool &options, std::size_t count, const ProcessPool::Work &work,
       const ProcessPool::Ended &ended)
      : options_(options), count_(count), work_(work), ended_(ended),
        children_(options.jobs == 0 ? 1 : options.jobs),
        slots_(children_.size(), options.slot_bytes) {}

  ~Pool() {
    for (Child &child : children_) {
      if (child.pid == 0)
        continue;
      kill(child.pid, SIGKILL);
      waitpid(child.pid, nullptr, 0);
      close(child.pidfd);
    }
  }
  Pool(const Pool &) = delete;
  Pool &operator=(const Pool &) = delete;

  void run() {
    while (done_ < count_) {
      if (options_.interrupted && options_.interrupted())
        return stop_all();
      for (std::size_t i = 0; i < children_.size(); ++i) {
        if (children_[i].pid == 0 && next_ < count_) {
          slots_.clear(i);
          start(i, next_++);
        }
      }
      wait();
      for (std::size_t i = 0; i < children_.size(); ++i) {
        if (children_[i].pid != 0)
          look_at(i);
      }
      tick();
    }
  }

private:
  void start(std::size_t place, std::size_t task) {
    std::fflush(nullptr); // or the child would own a copy of what is unwritten
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0)
      fail("fork");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) // it died before
        _exit(1);
      // Ctrl-C reaches the whole group. It is the parent's: a child that died of it before the
      // parent looks would seem to have crashed.
      std::signal(SIGINT, SIG_IGN);
      std::signal(SIGTERM, SIG_IGN);
      work_in_child(task, slots_.slot(place));
      keep_counts();
      _exit(0);
    }
    Child &child = children_[place];
    child.pid = pid;
    child.pidfd = pidfd_open(pid, 0);
    child.task = task;
    child.progress = progress_of(slots_.slot(place));
    child.progressed = Clock::now();
    tell_progress(place);
  }

  void tell_progress(std::size_t place) {
    if (options_.progressed)
      options_.progressed(children_[place].task, slots_.slot(place));
  }

  // An exception ends the child: it must not unwind into the child's copy of the parent's frames.
  void work_in_child(std::size_t task, std::byte *slot) noexcept { work_(task, slot); }

  // Until a child ends, at most a tenth of a second.
  void wait() {
    std::vector<pollfd> ends;
    for (const Child &child : children_) {
      if (child.pid != 0)
        ends.push_back({child.pidfd, POLLIN, 0});
    }
    poll(ends.data(), ends.size(), 100);
  }

  void look_at(std::size_t place) {
    Child &child = children_[place];
    int status = 0;
    if (waitpid(child.pid, &status, WNOHANG) == child.pid) {
      finish(place, end_of(status));
      return;
    }
    const std::uint64_t progress = progress_of(slots_.slot(place));
    if (progress != child.progress) {
      child.progress = progress;
      child.progressed = Clock::now();
      tell_progress(place);
    } else if (Clock::now() - child.progressed > options_.stall_limit) {
      kill(child.pid, SIGKILL);
      waitpid(child.pid, nullptr, 0);
      finish(place, {TaskEnd::Kind::stalled, "no progress", 0, 0});
    }
  }

  void finish(std::size_t place, const TaskEnd &end) {
    Child &child = children_[place];
    close(child.pidfd);
    child.pid = 0;
    if (ended_(child.task, end, slots_.slot(place))) {
      start(place, child.task);
    } else {
      ++done_;
    }
  }

  void stop_all() {
    for (std::size_t i = 0; i < children_.size(); ++i) {
      Child &child = children_[i];
      if (child.pid == 0)
        continue;
      kill(child.pid, SIGKILL);
      waitpid(child.pid, nullptr, 0);
      close(child.pidfd);
      child.pid = 0;
      ended_(child.task, {TaskEnd::Kind::interrupted, "interrupted", 0, 0}, slots_.slot(i));
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

  const ProcessPool &options_;
  std::size_t count_;
  const ProcessPool::Work &work_;
  const ProcessPool::Ended &ended_;
  std::vector<Child> children_;
  SharedSlots slots_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  Clock::time_point last_tick_{};
};

} // namespace

void ProcessPool::run(std::size_t count, const Work &work, const Ended &ended) const {
  Pool(*this, count, work, ended).run();
}

} // namespace dma_verify
