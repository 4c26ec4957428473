// SPDX-License-Identifier: GPL-2.0-only
#include "smt/solvers/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

extern char **environ; // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

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

// Starts the program with these files; 0 or an error number.
int spawn(pid_t &child, const std::string &program, std::span<const std::string> arguments,
          int input, int output, int errors) {
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char *> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string &word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input, 0);
  posix_spawn_file_actions_adddup2(&files, output, 1);
  posix_spawn_file_actions_adddup2(&files, errors, 2);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); // so that it dies as a whole
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error =
      posix_spawnp(&child, program.c_str(), &files, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

void limit(pid_t child, const Limits &limits) {
  const auto set = [&](auto resource, rlim_t amount) {
    const rlimit both = {amount, amount};
    prlimit(child, resource, &both, nullptr);
  };
  set(RLIMIT_AS, rlim_t{limits.memory_megabytes} << 20U);
  set(RLIMIT_FSIZE, kMaxOutput);
  set(RLIMIT_CORE, 0);
}

// Waits for the end of the child and leaves it to be reaped; false if the time is up before.
bool wait_for(pid_t child, std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    siginfo_t ended = {};
    waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid == child)
      return true;
    if (std::chrono::steady_clock::now() >= deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
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
  pid_t child = 0;
  const int error =
      spawn(child, program, arguments, given.number(), output.number(), errors.number());
  if (error != 0)
    return not_started(program, error);
  limit(child, limits);
  const bool ended = wait_for(child, limits.time);
  kill(-child, SIGKILL); // the rest of its process group too
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!ended)
    return ChildTimedOut{};
  if (WIFSIGNALED(status))
    return ChildDied{WTERMSIG(status), read_whole(errors.number())};
  return ChildExited{WEXITSTATUS(status), read_whole(output.number()), read_whole(errors.number())};
}

} // namespace dma_verify::smt
