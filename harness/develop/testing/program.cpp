// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/testing/program.h"

#include "harness/develop/testing/folder.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace dma_verify::testing {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string &what, int error) {
  throw std::runtime_error(what + ": " + std::strerror(error));
}

// An empty file in the folder for temporary files.
fs::path fresh_file() {
  std::string name = (fs::temp_directory_path() / "dma-verify-test-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0)
    fail(name, errno);
  close(file);
  return name;
}

int open_terminal() {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
    fail("posix_openpt", errno);
  return terminal;
}

std::string name_of_terminal(int terminal) {
  std::array<char, 128> name{};
  const int error = ptsname_r(terminal, name.data(), name.size());
  if (error != 0)
    fail("ptsname", error);
  return name.data();
}

// Until all writers have closed it.
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

std::vector<char *> pointers_to(std::vector<std::string> &words) {
  std::vector<char *> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string &word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
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

} // namespace

Program::Program(const std::vector<std::string> &words, const ProgramOptions &options) {
  std::vector<std::string> arguments = words;
  std::vector<std::string> environment = environment_with(options.environment);
  std::string output_name;
  std::string errors_name;
  if (options.on_terminal) {
    terminal_ = open_terminal();
    output_name = errors_name = name_of_terminal(terminal_);
  } else {
    output_ = fresh_file();
    errors_ = fresh_file();
    output_name = output_.string();
    errors_name = errors_.string();
  }
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, output_name.c_str(), O_WRONLY | O_NOCTTY, 0);
  posix_spawn_file_actions_addopen(&files, 2, errors_name.c_str(), O_WRONLY | O_NOCTTY, 0);
  posix_spawn_file_actions_addchdir_np(&files, options.folder.c_str());
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error = posix_spawnp(&pid_, words.front().c_str(), &files, &attributes,
                                 pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    pid_ = 0;
    fail(words.front(), error);
  }
}

Program::~Program() {
  if (pid_ != 0) {
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (terminal_ >= 0)
    close(terminal_);
  std::error_code ignored;
  if (!output_.empty())
    fs::remove(output_, ignored);
  if (!errors_.empty())
    fs::remove(errors_, ignored);
}

void Program::signal_group(int signal) const { kill(-pid_, signal); }
void Program::signal_alone(int signal) const { kill(pid_, signal); }

bool Program::runs() const {
  siginfo_t ended = {};
  return waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

ProgramEnd Program::wait() {
  ProgramEnd end;
  if (terminal_ >= 0)
    end.output = read_terminal(terminal_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  if (WIFEXITED(status))
    end.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status))
    end.signal = WTERMSIG(status);
  if (terminal_ < 0) {
    end.output = text_of(output_);
    end.errors = text_of(errors_);
  }
  return end;
}

ProgramEnd run_program(const std::vector<std::string> &words, const ProgramOptions &options) {
  return Program(words, options).wait();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

} // namespace dma_verify::testing
