// SPDX-License-Identifier: GPL-2.0-only
// How programs begin, what they are given, what is known of their end, and that nothing outlives
// it.
#include "smt/process/program.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace dma_verify::process {
namespace {

ProgramEnd run_script(const std::string &script, const ProgramOptions &options = {}) {
  return run_program({"sh", "-c", script}, options);
}

// Whether no process of this number runs, after two seconds at the latest. A zombie does not run.
bool is_gone(pid_t process) {
  for (int i = 0; i < 200; ++i) {
    const std::string state =
        run_script("cut -d' ' -f3 /proc/" + std::to_string(process) + "/stat 2>/dev/null").output;
    if (state.empty() || state == "Z\n")
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST_CASE("what a program prints and how it exits is kept") {
  const ProgramEnd end = run_script("echo out; echo err >&2; exit 3");
  CHECK(end.not_started.empty());
  CHECK(end.exit_status == 3);
  CHECK(end.signal == 0);
  CHECK(end.output == "out\n");
  CHECK(end.errors == "err\n");
}

TEST_CASE("both outputs stand in the order in which they were printed, if that is asked for") {
  ProgramOptions options;
  options.errors_in_output = true;
  const ProgramEnd end = run_script("echo 1; echo 2 >&2; echo 3", options);
  CHECK(end.output == "1\n2\n3\n");
  CHECK(end.errors.empty());
}

TEST_CASE("words and input come as they are given, without a shell") {
  CHECK(run_program({"printf", "%s|", "a b", "$HOME;*"}).output == "a b|$HOME;*|");
  ProgramOptions options;
  options.input = std::string(100'000, 'x');
  CHECK(run_program({"cat"}, options).output == options.input);
  CHECK(run_program({"cat"}).output.empty());
}

TEST_CASE("folder and environment are the program's own") {
  ProgramOptions options;
  options.folder = "/";
  options.environment = {{"DMA_VERIFY_TEST", "a value"}};
  CHECK(run_script("pwd; echo $DMA_VERIFY_TEST; echo ${PATH:+path}", options).output ==
        "/\na value\npath\n");
  options.folder = "/no/such/folder";
  CHECK_FALSE(run_program({"true"}, options).not_started.empty());
}

TEST_CASE("a program that cannot be started says why") {
  const ProgramEnd end = run_program({"no-such-program"});
  CHECK(end.not_started == "no-such-program: No such file or directory");
  CHECK(end.exit_status == -1);
}

TEST_CASE("a program that is killed has no exit status") {
  const ProgramEnd end = run_script("echo begun; kill -SEGV $$");
  CHECK(end.exit_status == -1);
  CHECK(end.signal == SIGSEGV);
  CHECK(end.output == "begun\n");
}

TEST_CASE("after its time a program is killed, with what it has started") {
  ProgramOptions options;
  options.time = std::chrono::milliseconds(200);
  const auto start = std::chrono::steady_clock::now();
  const ProgramEnd end = run_script("sleep 100 & echo $!; sleep 100", options);
  CHECK(end.timed_out);
  CHECK(end.exit_status == -1);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(is_gone(std::stoi(end.output)));
}

TEST_CASE("what a program leaves behind is killed at its end, unless a test wants to see it") {
  for (const bool kill_rest : {true, false}) {
    CAPTURE(kill_rest);
    ProgramOptions options;
    options.kill_rest = kill_rest;
    const ProgramEnd end = run_script("sleep 100 >/dev/null & echo $!", options);
    const pid_t left = std::stoi(end.output);
    CHECK(is_gone(left) == kill_rest);
    kill(left, SIGKILL);
  }
}

TEST_CASE(
    "with few descriptors left a program runs, or cannot be started, but is never waited for") {
  rlimit usual{};
  getrlimit(RLIMIT_NOFILE, &usual);
  for (rlim_t most = 3; most < 20; ++most) {
    CAPTURE(most);
    const auto start = std::chrono::steady_clock::now();
    const rlimit few{most, usual.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    ProgramOptions options;
    options.time = std::chrono::seconds(20);
    const ProgramEnd end = run_program({"true"}, options);
    setrlimit(RLIMIT_NOFILE, &usual);
    CHECK((end.exit_status == 0 || !end.not_started.empty()));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  }
}

TEST_CASE("what a program started in a session of its own does not outlive it either") {
  const ProgramEnd ended = run_script("setsid sleep 100 >/dev/null & echo $!; sleep 0.2");
  CHECK(is_gone(std::stoi(ended.output)));
  ProgramOptions options;
  options.time = std::chrono::milliseconds(300);
  const ProgramEnd late = run_script("setsid sleep 100 >/dev/null & echo $!; sleep 100", options);
  CHECK(late.timed_out);
  CHECK(is_gone(std::stoi(late.output)));
}

TEST_CASE("endless output ends a program, and is kept up to the limit") {
  ProgramOptions options;
  options.file_megabytes = 1;
  const ProgramEnd end = run_program({"yes"}, options);
  CHECK(end.signal == SIGXFSZ);
  CHECK(end.output.size() == std::size_t{1} << 20U);
}

TEST_CASE("memory beyond the limit is refused") {
  ProgramOptions options;
  options.memory_megabytes = 200;
  CHECK(run_program({"dd", "if=/dev/zero", "of=/dev/null", "bs=400M", "count=1"}, options)
            .exit_status == 1);
}

TEST_CASE("signals reach the program alone, or its whole group") {
  for (const bool whole_group : {false, true}) {
    CAPTURE(whole_group);
    Program program({"sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.01; done"});
    CHECK(program.runs());
    std::this_thread::sleep_for(std::chrono::milliseconds(300)); // until its trap is set
    if (whole_group) {
      program.signal_group(SIGTERM);
    } else {
      program.signal_alone(SIGTERM);
    }
    const ProgramEnd end = program.wait();
    CHECK(end.exit_status == 7);
  }
}

TEST_CASE("a program on a terminal sees one") {
  ProgramOptions options;
  CHECK(run_script("test -t 1 || echo none", options).output == "none\n");
  options.on_terminal = true;
  CHECK(run_script("test -t 1 && test -t 2 && echo one", options).output == "one\r\n");
}

// A script that writes its number to a file, then sleeps.
class Sleeper {
public:
  Sleeper() {
    std::string name = (std::filesystem::temp_directory_path() / "sleeper-XXXXXX").string();
    close(mkstemp(name.data()));
    file_ = name;
  }
  Sleeper(const Sleeper &) = delete;
  Sleeper &operator=(const Sleeper &) = delete;
  ~Sleeper() { std::filesystem::remove(file_); }

  [[nodiscard]] std::vector<std::string> words() const {
    return {"sh", "-c", "echo $$ >" + file_.string() + "; exec sleep 100"};
  }
  // Of the process that runs it, once it does.
  [[nodiscard]] pid_t process() const {
    pid_t number = 0;
    while (!(std::ifstream(file_) >> number))
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return number;
  }

private:
  std::filesystem::path file_;
};

TEST_CASE("a program whose owner does not wait is killed") {
  const Sleeper sleeper;
  pid_t process = 0;
  {
    const Program program(sleeper.words());
    process = sleeper.process();
  }
  CHECK(is_gone(process));
}

TEST_CASE("a program does not outlive the process that started it, even if that is killed") {
  const Sleeper sleeper;
  const pid_t starter = fork();
  if (starter == 0) {
    Program(sleeper.words()).wait();
    _exit(0);
  }
  const pid_t process = sleeper.process();
  kill(starter, SIGKILL);
  waitpid(starter, nullptr, 0);
  CHECK(is_gone(process));
}

TEST_CASE("several programs run at once, and their ends are in the order of the commands") {
  const std::vector<std::vector<std::string>> commands = {
      {"sh", "-c", "sleep 0.3; echo 1"}, {"sh", "-c", "sleep 0.3; echo 2"}, {"no-such-program"}};
  for (const unsigned at_once : {1U, 3U}) {
    const auto start = std::chrono::steady_clock::now();
    const auto ends = run_programs(commands, at_once);
    const auto time = std::chrono::steady_clock::now() - start;
    REQUIRE(ends.size() == 3);
    CHECK(ends[0].output == "1\n");
    CHECK(ends[1].output == "2\n");
    CHECK_FALSE(ends[2].not_started.empty());
    CHECK((time < std::chrono::milliseconds(550)) == (at_once == 3));
  }
}

TEST_CASE("once one of several programs is too late, no more are started") {
  ProgramOptions options;
  options.time = std::chrono::milliseconds(200);
  const auto ends = run_programs(
      {{"true"}, {"sleep", "60"}, {"sh", "-c", "echo begun"}, {"sh", "-c", "echo begun"}}, 1,
      options);
  REQUIRE(ends.size() == 4);
  CHECK(ends[0].exit_status == 0);
  for (std::size_t i = 1; i < 4; ++i) {
    CHECK(ends[i].timed_out);
    CHECK(ends[i].output.empty());
  }
}

} // namespace
} // namespace dma_verify::process
