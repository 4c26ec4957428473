// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/namespaces.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify::containment {
namespace {

// That of users first: who is in it may enter the others.
constexpr std::array kNames = {"user", "net", "ipc"};
constexpr std::array kKinds = {CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC};

std::string why() { return std::strerror(errno); }

} // namespace

std::variant<std::shared_ptr<const Namespaces>, std::string> Namespaces::make() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return why();
  // A process makes them and waits until they are held here.
  const pid_t maker = fork();
  if (maker == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int error = unshare(kKinds[0] | kKinds[1] | kKinds[2]) == 0 ? 0 : errno;
    (void)!write(ends[1], &error, sizeof error);
    for (;;)
      pause();
  }
  close(ends[1]);
  int error = maker < 0 ? errno : 0;
  if (error == 0 && read(ends[0], &error, sizeof error) != sizeof error)
    error = EPIPE;
  close(ends[0]);
  const std::shared_ptr<Namespaces> made(new Namespaces);
  for (std::size_t i = 0; error == 0 && i < kNames.size(); ++i) {
    const std::string file = "/proc/" + std::to_string(maker) + "/ns/" + kNames[i];
    made->files_[i] = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    error = made->files_[i] < 0 ? errno : 0;
  }
  if (maker > 0) {
    kill(maker, SIGKILL);
    while (waitpid(maker, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (error != 0)
    return std::string(std::strerror(error));
  return std::shared_ptr<const Namespaces>(made);
}

Namespaces::~Namespaces() {
  for (const int file : files_) {
    if (file >= 0)
      close(file);
  }
}

std::string Namespaces::enter() const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (setns(files_[i], kKinds[i]) != 0)
      return std::string(kNames[i]) + " namespace: " + why();
  }
  return {};
}

} // namespace dma_verify::containment
