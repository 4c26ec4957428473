// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/containment.h"

#include "harness/subjects/containment/landlock.h"
#include "harness/subjects/containment/system_calls.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

// Why this build cannot contain anything; empty if it can. Counters are written to files at the end
// of a process, and sanitizers make calls of their own.
std::string lack_of_build() {
#if defined(__SANITIZE_ADDRESS__)
  return "built with sanitizers";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
  return "built with sanitizers";
#endif
#endif
#ifdef DMA_VERIFY_COVERAGE
  return "built to count coverage";
#endif
  const char *counters = std::getenv("DMA_VERIFY_GCOV");
  if (counters != nullptr && *counters != '\0')
    return "the file is compiled for gcov";
  return containment::can_limit_calls() ? "" : "built without libseccomp";
}

// What a child says that tries this; empty if it can be done.
std::string tried(const std::function<std::string()> &attempt) {
  constexpr std::size_t kMostLetters = 200;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0)
    return std::strerror(errno);
  const pid_t child = fork();
  if (child == 0) {
    const std::string why = attempt().substr(0, kMostLetters);
    _exit(write(ends[1], why.data(), why.size()) == static_cast<ssize_t>(why.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::array<char, kMostLetters> text{};
  const ssize_t count = child < 0 ? -1 : read(ends[0], text.data(), text.size());
  close(ends[0]);
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (count > 0)
    return {text.data(), static_cast<std::size_t>(count)};
  return status == 0 ? "" : "the process that tried it did not end well";
}

volatile std::sig_atomic_t refused_call = 0;

// A call that is not allowed must be refused, and all that is must be done.
std::string try_limits() {
  struct sigaction action {};
  action.sa_handler = [](int) { refused_call = 1; };
  sigaction(SIGSYS, &action, nullptr);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return std::string("no_new_privs: ") + std::strerror(errno);
  for (const auto &limit : {&containment::allow_loading, &containment::allow_calls}) {
    if (std::string why = limit(); !why.empty())
      return why;
  }
  (void)socket(AF_UNIX, SOCK_STREAM, 0);
  return refused_call != 0 ? "" : "seccomp: a call that is not allowed was made";
}

// Where a program of this name or path lies: the folder above its "bin", or its own.
fs::path home_of_program(const std::string &program) {
  fs::path found = program;
  if (program.find('/') == std::string::npos) {
    const char *path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
      if (access((fs::path(folder) / program).c_str(), X_OK) == 0) {
        found = fs::path(folder) / program;
        break;
      }
    }
  }
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(found, error).parent_path();
  return folder.filename() == "bin" && folder.parent_path() != folder.root_path()
             ? folder.parent_path()
             : folder;
}

void limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(static_cast<__rlimit_resource>(resource), &both); // a lower one that is there stays
}

} // namespace

const Containment &Containment::of_this_machine() {
  static const Containment kHere = [] {
    if (std::string lack = lack_of_build(); !lack.empty())
      return Containment(lack);
    Containment here;
    containment::learn_names();
    if (std::string why = tried(&try_limits); !why.empty()) {
      here.why_not_ = why;
      here.refused_ = true;
      return here;
    }
    here.parts_.emplace_back("seccomp");
    const auto add = [&](bool &has, const std::string &name, const std::string &why) {
      has = why.empty();
      if (has)
        here.parts_.push_back(name);
      else
        here.absent_.push_back(fmt::format("no {} ({})", name, why));
    };
    const int version = containment::landlock_version();
    add(here.has_landlock_, version == 0 ? "Landlock" : fmt::format("Landlock {}", version),
        tried([] { return containment::restrict_files_to("/"); }));
    auto made = containment::Namespaces::make();
    std::string why;
    if (auto *namespaces = std::get_if<0>(&made)) {
      here.namespaces_ = std::move(*namespaces);
      why = tried([&] { return here.namespaces_->enter(); });
    } else {
      why = std::get<1>(made);
    }
    bool has_namespaces = false;
    add(has_namespaces, "namespaces", why);
    if (!has_namespaces)
      here.namespaces_.reset();
    return here;
  }();
  return kHere;
}

std::string Containment::text() const {
  if (!is_there())
    return "none: " + why_not_;
  return fmt::format("{}{}{}", fmt::join(parts_, ", "), absent_.empty() ? "" : "; ",
                     fmt::join(absent_, ", "));
}

std::shared_ptr<const containment::FileRules>
Containment::rules_for_compiler(const std::string &compiler, std::vector<fs::path> readable,
                                const fs::path &work) const {
  if (!has_landlock_)
    return nullptr;
  for (const char *place :
       {"/usr", "/lib", "/lib32", "/lib64", "/bin", "/opt", "/etc/alternatives", "/etc/ld.so.cache",
        "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/dev/urandom"})
    readable.emplace_back(place);
  readable.push_back(home_of_program(compiler));
  const std::array<fs::path, 2> writable = {work, "/dev/null"};
  auto rules = containment::FileRules::make(readable, writable);
  auto *made = std::get_if<std::shared_ptr<const containment::FileRules>>(&rules);
  return made != nullptr ? std::move(*made) : nullptr;
}

void Containment::enter() const {
  const std::string why = namespaces_ ? namespaces_->enter() : "";
  if (!why.empty())
    throw std::runtime_error("the file's code cannot be contained: " + why);
}

void Containment::begin_loading(const fs::path &folder, pid_t parent) const {
  constexpr rlim_t kMostOfMemory = rlim_t{1}
                                   << 30U; // of memory of its own, and of a file of memory
  constexpr rlim_t kMostDescriptors = 64;
  limit(RLIMIT_DATA, kMostOfMemory);
  limit(RLIMIT_FSIZE, kMostOfMemory / 16);
  limit(RLIMIT_NOFILE, kMostDescriptors);
  limit(RLIMIT_CORE, 0);
  const auto must = [](const std::string &why) {
    if (!why.empty())
      throw std::runtime_error("the file's code cannot be contained: " + why);
  };
  if (has_landlock_)
    must(containment::restrict_files_to(folder));
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) // after the namespaces, at whose entry it is forgotten
    must(std::strerror(errno));
  if (getppid() != parent)
    must("the process that judges it has ended");
  must(containment::allow_loading());
}

void Containment::begin_calls() const {
  if (const std::string why = containment::allow_calls(); !why.empty())
    throw std::runtime_error("the file's code cannot be contained: " + why);
}

} // namespace dma_verify
