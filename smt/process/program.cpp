// SPDX-License-Identifier: GPL-2.0-only
#include "smt/process/program.h"

#include "smt/process/interrupt.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <sched.h>
#include <stdlib.h> // NOLINT: POSIX, for posix_openpt
#include <string_view>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 lacks the extern "C" in it
}

extern char **environ;

namespace dma_verify::process {
namespace {

// A file descriptor that is closed at the end of its scope.
class Descriptor {
public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
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

// A terminal's side of this process. The program's side is opened by it.
Descriptor open_terminal() {
  Descriptor terminal(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (terminal.number() < 0 || grantpt(terminal.number()) != 0 || unlockpt(terminal.number()) != 0)
    return Descriptor();
  return terminal;
}

// Until all that print to it have closed it.
std::string read_terminal(int terminal) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = read(terminal, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0) // EIO: the last one has closed it
      return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::vector<std::string> environment_with(const std::map<std::string, std::string> &changes) {
  std::vector<std::string> environment;
  for (char **entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!changes.contains(text.substr(0, text.find('='))))
      environment.push_back(text);
  }
  for (const auto &[name, value] : changes)
    environment.emplace_back(name).append("=").append(value);
  return environment;
}

std::vector<char *> pointers_to(std::vector<std::string> &words) {
  std::vector<char *> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string &word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What the two processes below report to this one, in shared memory.
struct Report {
  std::atomic<pid_t> program = 0;
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
  std::vector<char *> words;       // null-terminated
  std::vector<char *> environment; // null-terminated
  const char *folder = nullptr;    // null: that of this process
  const char *terminal = nullptr;  // its name, if the program prints to one
  std::array<int, 3> files{};      // its standard input, output and errors
  rlim_t memory = 0;               // bytes; 0: no limit
  rlim_t file_size = 0;            // bytes
  sigset_t signals{};              // that this process blocks
  int landlock_rules = -1;         // -1: none
  int parent = -1;                 // a file descriptor that can be read once this process is gone
  int stop = -1;                   // one that can be read once the program is to be killed
  bool kill_rest = true;           // at the program's end, what it has started
  Report *report = nullptr;        // shared
};

void set_limits(const Start &start) {
  const auto set = [](auto resource, rlim_t amount) {
    const rlimit both = {amount, amount};
    setrlimit(resource, &both);
  };
  if (start.memory != 0)
    set(RLIMIT_AS, start.memory);
  set(RLIMIT_FSIZE, start.file_size);
  set(RLIMIT_CORE, 0);
}

bool is_held_to_rules(const Start &start) {
  return start.landlock_rules < 0 ||
         (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
          syscall(SYS_landlock_restrict_self, start.landlock_rules, 0U) == 0);
}

[[noreturn]] void become_program(const Start &start) {
  prctl(PR_SET_PDEATHSIG, SIGKILL); // when the keeper ends, for any reason
  start.report->program = getpid();
  for (const int signal : {SIGINT, SIGTERM, SIGXFSZ})
    std::signal(signal, SIG_DFL);
  sigprocmask(SIG_SETMASK, &start.signals, nullptr);
  std::array<int, 3> files = start.files;
  if (start.terminal != nullptr)
    files[1] = files[2] = open(start.terminal, O_WRONLY | O_NOCTTY | O_CLOEXEC);
  for (int i = 0; i < 3; ++i)
    dup2(files[static_cast<std::size_t>(i)], i);
  if ((start.folder == nullptr || chdir(start.folder) == 0) && is_held_to_rules(start)) {
    set_limits(start);
    execvpe(start.words[0], start.words.data(), start.environment.data());
  }
  start.report->start_error = errno;
  _exit(127);
}

// Kills the keeper's children again and again until none is left: those of a process that has ended
// become the keeper's, also if they have left its group. False if they cannot be listed.
bool kill_children() {
  constexpr int kMostRounds = 2000;
  for (int i = 0; i < kMostRounds; ++i) {
    const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    std::array<char, 4096> text{};
    const ssize_t count = list < 0 ? -1 : read(list, text.data(), text.size() - 1);
    close(list);
    if (count <= 0)
      return count == 0;
    for (const char *at = text.data(); *at != '\0';) {
      char *end = nullptr;
      const long child = std::strtol(at, &end, 10);
      if (end == at)
        break;
      kill(static_cast<pid_t>(child), SIGKILL);
      at = end + 1;
    }
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    poll(nullptr, 0, 1);
  }
  return false;
}

// The keeper is a process between this one and the program. It leads their process group, and no
// signal but SIGKILL reaches it. When this process has ended, for any reason, or says so, the
// keeper kills the program and all that it started.
[[noreturn]] void keep(const Start &start) {
  setpgid(0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t program = fork();
  if (program == 0)
    become_program(start);
  if (program < 0) {
    start.report->start_error = errno;
    _exit(1);
  }
  const int program_end = pidfd_open(program, 0);
  if (program_end < 0) { // its end could not be waited for beside the parent's
    start.report->start_error = errno;
    kill(0, SIGKILL);
  }
  std::array<pollfd, 3> ends = {
      {{start.parent, POLLIN, 0}, {program_end, POLLIN, 0}, {start.stop, POLLIN, 0}}};
  while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) {
  }
  const bool ended = ends[1].revents != 0;
  if (ended) {
    int status = 0;
    while (waitpid(program, &status, 0) < 0 && errno == EINTR) {
    }
    start.report->status = status;
    start.report->ended = true;
  }
  if ((!ended || start.kill_rest) && !kill_children())
    kill(0, SIGKILL);
  _exit(0);
}

// All signals are blocked at the fork: the keeper begins with them blocked.
pid_t start_keeper(Start &start) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &start.signals);
  const pid_t keeper = fork();
  if (keeper == 0)
    keep(start);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &start.signals, nullptr);
  if (keeper > 0)
    setpgid(keeper, keeper); // both processes call it, and the first call counts
  errno = error;
  return keeper;
}

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

bool has_ended(pid_t child) {
  siginfo_t ended = {};
  return waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         ended.si_pid != 0;
}

bool wait_without_descriptor(pid_t child, Deadline deadline) {
  while (!has_ended(child)) {
    if (was_interrupted())
      return false;
    if (deadline && std::chrono::steady_clock::now() >= *deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

// Whether the process ended in time, and before an interrupt. The caller still has to wait for it
// (waitpid).
bool wait_until(pid_t child, Deadline deadline) {
  const Descriptor end(pidfd_open(child, 0));
  if (end.number() < 0) // no descriptor is left: it is asked for again and again
    return wait_without_descriptor(child, deadline);
  for (;;) {
    std::int64_t left = 1000; // milliseconds: an interrupt may come just before the wait
    if (deadline) {
      const auto time = *deadline - std::chrono::steady_clock::now();
      left = std::min(left, std::chrono::ceil<std::chrono::milliseconds>(time).count());
    }
    pollfd event = {end.number(), POLLIN, 0};
    if (poll(&event, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) > 0)
      return true;
    if (left <= 0 || was_interrupted())
      return false;
  }
}

void wait_for_end(pid_t child) {
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

} // namespace

struct Program::Parts {
  std::string name;
  ProgramOptions options;
  std::string not_started;
  Deadline deadline;
  Descriptor output;
  Descriptor errors;
  Descriptor terminal;
  Descriptor stop;
  SharedReport report;
  pid_t keeper = 0;

  void start(const std::vector<std::string> &words);
  void kill_all() const;
};

void Program::Parts::start(const std::vector<std::string> &words) {
  name = words.front();
  const auto failed = [&] { not_started = name + ": " + std::strerror(errno); };
  const Descriptor input(memfd_create("input", MFD_CLOEXEC));
  const Descriptor self(pidfd_open(getpid(), 0));
  output = Descriptor(memfd_create("output", MFD_CLOEXEC));
  errors = Descriptor(memfd_create("errors", MFD_CLOEXEC));
  stop = Descriptor(eventfd(0, EFD_CLOEXEC));
  if (stop.number() < 0 || self.number() < 0 || input.number() < 0 || output.number() < 0 ||
      errors.number() < 0 || report.get() == nullptr || !write_whole(input.number(), options.input))
    return failed();
  std::vector<std::string> arguments = words;
  std::vector<std::string> environment = environment_with(options.environment);
  Start how;
  how.words = pointers_to(arguments);
  how.environment = pointers_to(environment);
  how.folder = options.folder.empty() ? nullptr : options.folder.c_str();
  std::array<char, 128> terminal_name{};
  if (options.on_terminal) {
    terminal = open_terminal();
    if (terminal.number() < 0 ||
        ptsname_r(terminal.number(), terminal_name.data(), terminal_name.size()) != 0)
      return failed();
    how.terminal = terminal_name.data();
  }
  how.files = {input.number(), output.number(),
               options.errors_in_output ? output.number() : errors.number()};
  how.memory = rlim_t{options.memory_megabytes} << 20U;
  how.file_size = rlim_t{options.file_megabytes} << 20U;
  how.landlock_rules = options.landlock_rules;
  how.parent = self.number();
  how.stop = stop.number();
  how.kill_rest = options.kill_rest;
  how.report = report.get();
  keeper = start_keeper(how);
  if (keeper < 0) {
    keeper = 0;
    failed();
  }
}

// By the keeper, and if it does not manage that, at least its group.
void Program::Parts::kill_all() const {
  constexpr std::uint64_t kOnce = 1;
  (void)!::write(stop.number(), &kOnce, sizeof kOnce);
  for (int i = 0; i < 500 && !has_ended(keeper); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(-keeper, SIGKILL);
}

Program::Program(const std::vector<std::string> &words, ProgramOptions options)
    : parts_(std::make_unique<Parts>()) {
  if (options.time)
    parts_->deadline = std::chrono::steady_clock::now() + *options.time;
  parts_->options = std::move(options);
  parts_->start(words);
}

Program::~Program() {
  if (parts_->keeper == 0)
    return;
  parts_->kill_all();
  wait_for_end(parts_->keeper);
}

void Program::signal_group(int signal) const { kill(-parts_->keeper, signal); }

void Program::signal_alone(int signal) const {
  const std::atomic<pid_t> &program = parts_->report.get()->program;
  while (program == 0 && runs())
    sched_yield();
  if (program != 0)
    kill(program, signal);
}

bool Program::runs() const { return !has_ended(parts_->keeper); }

ProgramEnd Program::wait() {
  Parts &parts = *parts_;
  ProgramEnd end;
  end.not_started = parts.not_started;
  if (parts.keeper == 0)
    return end;
  if (parts.options.on_terminal)
    end.output = read_terminal(parts.terminal.number());
  end.timed_out = !wait_until(parts.keeper, parts.deadline);
  end.interrupted = end.timed_out && was_interrupted();
  if (end.timed_out)
    parts.kill_all();
  wait_for_end(std::exchange(parts.keeper, 0));
  const Report &report = *parts.report.get();
  if (report.start_error != 0) {
    end.timed_out = false;
    end.not_started = parts.name + ": " + std::strerror(report.start_error);
    return end;
  }
  if (!parts.options.on_terminal)
    end.output = read_whole(parts.output.number());
  end.errors = read_whole(parts.errors.number());
  if (end.timed_out)
    return end;
  if (!report.ended) // the keeper was killed, and the program with it
    end.signal = SIGKILL;
  else if (WIFSIGNALED(report.status))
    end.signal = WTERMSIG(report.status);
  else
    end.exit_status = WEXITSTATUS(report.status);
  return end;
}

ProgramEnd run_program(const std::vector<std::string> &words, const ProgramOptions &options) {
  return Program(words, options).wait();
}

std::vector<ProgramEnd> run_programs(const std::vector<std::vector<std::string>> &commands,
                                     unsigned at_once, const ProgramOptions &options) {
  std::vector<ProgramEnd> ends;
  std::vector<std::unique_ptr<Program>> started;
  bool late = false; // one has not ended in its time
  for (std::size_t next = 0; next < commands.size(); ++next) {
    late = late || (!ends.empty() && ends.back().timed_out);
    while (!late && started.size() < commands.size() &&
           started.size() < next + std::max(1U, at_once))
      started.push_back(std::make_unique<Program>(commands[started.size()], options));
    if (next < started.size())
      ends.push_back(started[next]->wait());
    else
      ends.emplace_back().timed_out = true;
  }
  return ends;
}

} // namespace dma_verify::process
