// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace dma_verify {
namespace {

// A started program and the end of the pipe that it writes to.
class Running {
public:
  explicit Running(const std::vector<std::string> &arguments) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      result_.output = std::strerror(errno);
      return;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    std::vector<char *> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string &argument : arguments) {
      argv.push_back(const_cast<char *>(argument.c_str())); // NOLINT: posix_spawn does not write
    }
    argv.push_back(nullptr);
    const int error =
        posix_spawnp(&pid_, arguments.front().c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error != 0) {
      close(ends[0]);
      result_.output = arguments.front() + ": " + std::strerror(error);
      return;
    }
    result_.started = true;
    read_end_ = ends[0];
  }

  CommandResult finish() {
    if (!result_.started)
      return result_;
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = read(read_end_, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        break;
      result_.output.append(buffer.data(), static_cast<std::size_t>(count));
    }
    close(read_end_);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status))
      result_.exit_status = WEXITSTATUS(status);
    return result_;
  }

private:
  pid_t pid_ = 0;
  int read_end_ = -1;
  CommandResult result_;
};

} // namespace

CommandResult run_command(const std::vector<std::string> &arguments) {
  return Running(arguments).finish();
}

std::vector<CommandResult> run_commands(const std::vector<std::vector<std::string>> &commands,
                                        unsigned jobs) {
  std::vector<CommandResult> results;
  const std::size_t at_once = std::max(1U, jobs);
  std::vector<Running> running;
  std::size_t started = 0;
  for (std::size_t next = 0; next < commands.size(); ++next) {
    while (started < commands.size() && started < next + at_once) {
      running.emplace_back(commands[started++]);
    }
    results.push_back(running[next].finish());
  }
  return results;
}

} // namespace dma_verify
