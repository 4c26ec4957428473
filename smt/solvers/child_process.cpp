// SPDX-License-Identifier: GPL-2.0-only
#include "smt/solvers/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 lacks the extern "C" in it
}

namespace dma_verify::smt {
namespace {

constexpr rlim_t kMaxOutput = 16U << 20U; // bytes

// A file descriptor that is closed at the end of its scope.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() {
    if (number_ >= 0)
      close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

bool write_whole(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return lseek(file, 0, SEEK_SET) == 0;
}

std::string read_whole(int file) {
  std::string text;
  std::array<char, 4096> part{};
  for (off_t offset = 0;;) {
    const ssize_t count = pread(file, part.data(), part.size(), offset);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return text;
    text.append(part.data(), static_cast<std::size_t>(count));
    offset += count;
  }
}

ChildNotStarted not_started(const std::string &program, int error) {
  return {program + ": " + std::strerror(error)};
}

// What the keeper process reports to its parent, in shared memory.
struct Report {
  int start_error = 0; // why the program could not be started; 0 if it was
  bool ended = false;
  int status = 0; // of the program, as waitpid gives it
};

class SharedReport {
public:
  SharedReport() {
    void *memory =
        mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED)
      report_ = new (memory) Report;
  }
  SharedReport(const SharedReport &) = delete;
  SharedReport &operator=(const SharedReport &) = delete;
  ~SharedReport() {
    if (report_ != nullptr)
      munmap(report_, sizeof(Report));
  }
  [[nodiscard]] Report *get() const { return report_; }

private:
  Report *report_ = nullptr;
};

// All that the two processes below need. It is made before the first fork: after it they only make
// system calls, since another thread may have held a lock at the fork.
struct Start {
  std::vector<char *> words; // null-terminated
  std::array<int, 3> files;  // its standard input, output and errors
  Limits limits;
  int parent;     // a file descriptor that can be read once the parent is gone
  Report *report; // shared
};

void limit(const Limits &limits) {
  const auto set = [&](auto resource, rlim_t amount) {
    const rlimit both = {amount, amount};
    setrlimit(resource, &both);
  };
  set(RLIMIT_AS, rlim_t{limits.memory_megabytes} << 20U);
  set(RLIMIT_FSIZE, kMaxOutput);
  set(RLIMIT_CORE, 0);
}

[[noreturn]] void become_program(const Start &start) {
  prctl(PR_SET_PDEATHSIG, SIGKILL); // when the keeper ends, for any reason
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  for (int i = 0; i < 3; ++i)
    dup2(start.files[static_cast<std::size_t>(i)], i);
  limit(start.limits);
  execvp(start.words[0], start.words.data());
  start.report->start_error = errno;
  _exit(127);
}

// The keeper is a process between this one and the program. It leads their process group. When this
// process has ended, for any reason, the keeper kills the group: the program and all that it
// started.
[[noreturn]] void keep(const Start &start) {
  setpgid(0, 0);
  const pid_t program = fork();
  if (program == 0)
    become_program(start);
  if (program < 0) {
    start.report->start_error = errno;
    _exit(1);
  }
  std::array<pollfd, 2> ends = {{{start.parent, POLLIN, 0}, {pidfd_open(program, 0), POLLIN, 0}}};
  while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) {
  }
  if (ends[1].revents == 0)
    kill(0, SIGKILL);
  int status = 0;
  while (waitpid(program, &status, 0) < 0 && errno == EINTR) {
  }
  start.report->status = status;
  start.report->ended = true;
  _exit(0);
}

// Whether the process ended in time. The caller still has to wait for it (waitpid).
bool wait_for(pid_t child, std::chrono::milliseconds time) {
  const Descriptor end(pidfd_open(child, 0));
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd event = {end.number(), POLLIN, 0};
    const auto longest = std::clamp<std::int64_t>(left.count(), 0, 1'000'000);
    if (poll(&event, 1, static_cast<int>(longest)) > 0)
      return true;
    if (longest == 0)
      return false;
  }
}

} // namespace

ChildEnd run_child(const std::string &program, std::span<const std::string> arguments,
                   std::string_view input, const Limits &limits) {
  const Descriptor given(memfd_create("input", MFD_CLOEXEC));
  const Descriptor output(memfd_create("output", MFD_CLOEXEC));
  const Descriptor errors(memfd_create("errors", MFD_CLOEXEC));
  if (given.number() < 0 || output.number() < 0 || errors.number() < 0 ||
      !write_whole(given.number(), input)) {
    return not_started(program, errno);
  }
  const Descriptor self(pidfd_open(getpid(), 0));
  const SharedReport report;
  if (self.number() < 0 || report.get() == nullptr)
    return not_started(program, errno);
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Start start = {
      {}, {given.number(), output.number(), errors.number()}, limits, self.number(), report.get()};
  start.words.reserve(words.size() + 1);
  for (std::string &word : words)
    start.words.push_back(word.data());
  start.words.push_back(nullptr);

  const pid_t keeper = fork();
  if (keeper == 0)
    keep(start);
  if (keeper < 0)
    return not_started(program, errno);
  setpgid(keeper, keeper); // both processes call it, and the first call counts
  const bool ended = wait_for(keeper, limits.time);
  kill(-keeper, SIGKILL); // the rest of the group too
  while (waitpid(keeper, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (report.get()->start_error != 0)
    return not_started(program, report.get()->start_error);
  if (!ended)
    return ChildTimedOut{};
  if (!report.get()->ended) // the keeper was killed, and the program with it
    return ChildDied{SIGKILL, read_whole(errors.number())};
  const int status = report.get()->status;
  if (WIFSIGNALED(status))
    return ChildDied{WTERMSIG(status), read_whole(errors.number())};
  return ChildExited{WEXITSTATUS(status), read_whole(output.number()), read_whole(errors.number())};
}

} // namespace dma_verify::smt
