// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/system_calls.h"

#include <array>
#include <cstdlib>

#ifdef DMA_VERIFY_SECCOMP
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>
#endif

namespace dma_verify::containment {
namespace {

constexpr std::size_t kNumbers = 512;
constexpr std::size_t kMostNameLetters = 32;
using Name = std::array<char, kMostNameLetters>;

std::array<Name, kNumbers> &names() {
  static std::array<Name, kNumbers> all{};
  return all;
}

} // namespace

std::string_view name_of_call(int number) {
  if (number < 0 || static_cast<std::size_t>(number) >= kNumbers)
    return "?";
  const Name &name = names()[static_cast<std::size_t>(number)];
  return name[0] == '\0' ? "?" : name.data();
}

#ifndef DMA_VERIFY_SECCOMP

bool can_limit_calls() { return false; }
std::string allow_loading() { return "built without libseccomp"; }
std::string allow_calls() { return "built without libseccomp"; }
void learn_names() {}

#else

namespace {

// Memory of the process, its own signals and timers, its end, and what is read from and written to
// descriptors that are open.
constexpr std::array kNeeded = {
    SCMP_SYS(brk),          SCMP_SYS(close),          SCMP_SYS(clock_gettime),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),     SCMP_SYS(ftruncate),
    SCMP_SYS(futex),        SCMP_SYS(getpid),         SCMP_SYS(gettid),
    SCMP_SYS(madvise),      SCMP_SYS(memfd_create),   SCMP_SYS(mprotect),
    SCMP_SYS(mremap),       SCMP_SYS(munmap),         SCMP_SYS(read),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(setitimer),    SCMP_SYS(sigaltstack),    SCMP_SYS(write),
};
// By the dynamic loader, beside opening files; and by what follows: the second filter.
constexpr std::array kForLoading = {
    SCMP_SYS(fstat), SCMP_SYS(lseek), SCMP_SYS(newfstatat), SCMP_SYS(pread64), SCMP_SYS(seccomp),
};
// The signals by which a call may end its own process.
constexpr std::array kOwnEnds = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};

// Conditions on an argument, from 0: that it is this, or has these bits under a mask.
scmp_arg_cmp equal(unsigned argument, int value) {
  return {argument, SCMP_CMP_EQ, static_cast<scmp_datum_t>(value), 0};
}
scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

class Filter {
public:
  // Whatever is not allowed is reported by SIGSYS.
  Filter() : context_(seccomp_init(SCMP_ACT_TRAP), &seccomp_release) {
    if (!context_) {
      keep(-ENOMEM);
      return;
    }
    // Another word size than this program's must not be a way around the numbers.
    keep(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    // Slower branches against speculation, which older kernels would add, protect from nothing
    // here.
    keep(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_SSB, 1));
    keep(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
    for (const int call : kNeeded)
      allow(call);
    // No memory without a limit: what is shared and of no file counts in none.
    constexpr scmp_datum_t kShared = MAP_SHARED | MAP_ANONYMOUS;
    for (const scmp_datum_t other :
         {scmp_datum_t{MAP_ANONYMOUS}, scmp_datum_t{MAP_SHARED}, scmp_datum_t{0}})
      allow(SCMP_SYS(mmap), {masked(3, kShared, other)});
    for (const int signal : kOwnEnds)
      allow(SCMP_SYS(tgkill), {equal(0, getpid()), equal(2, signal)});
  }

  void allow(int call, const std::vector<scmp_arg_cmp> &arguments = {}) {
    if (context_) {
      keep(seccomp_rule_add_array(context_.get(), SCMP_ACT_ALLOW, call,
                                  static_cast<unsigned>(arguments.size()), arguments.data()));
    }
  }

  std::string load() {
    if (error_ == 0)
      keep(seccomp_load(context_.get()));
    return error_ == 0 ? std::string() : std::string("seccomp: ") + std::strerror(-error_);
  }

private:
  void keep(int result) { error_ = error_ == 0 ? result : error_; }

  std::unique_ptr<void, decltype(&seccomp_release)> context_;
  int error_ = 0;
};

} // namespace

bool can_limit_calls() { return true; }

std::string allow_loading() {
  Filter filter;
  for (const int call : kForLoading)
    filter.allow(call);
  constexpr scmp_datum_t kWrites = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  for (const int what : {PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP})
    filter.allow(SCMP_SYS(prctl), {equal(0, what)});
  filter.allow(SCMP_SYS(openat), {masked(2, kWrites, 0)});
  return filter.load();
}

std::string allow_calls() { return Filter().load(); }

void learn_names() {
  if (names()[0][0] != '\0')
    return;
  for (std::size_t number = 0; number < kNumbers; ++number) {
    const std::unique_ptr<char, decltype(&std::free)> name(
        seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(number)), &std::free);
    if (name)
      std::strncpy(names()[number].data(), name.get(), kMostNameLetters - 1);
  }
}

#endif

} // namespace dma_verify::containment
