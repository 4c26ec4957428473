// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/memory_limit.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace dma_verify::proving {

namespace {

// The stack of a thread, and some more: who finds less cannot go on.
std::size_t nearly_nothing() {
  std::size_t stack = 0;
  pthread_attr_t attributes;
  if (pthread_getattr_default_np(&attributes) == 0) {
    pthread_attr_getstacksize(&attributes, &stack);
    pthread_attr_destroy(&attributes);
  }
  return stack + (std::size_t{16} << 20U);
}

bool memory_is_spent() {
  const std::size_t bytes = nearly_nothing();
  void *memory =
      mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return true;
  munmap(memory, bytes);
  return false;
}

// Whether what is being thrown says so.
bool no_memory_is_thrown() {
  try {
    if (const std::exception_ptr thrown = std::current_exception())
      std::rethrow_exception(thrown);
  } catch (const std::bad_alloc &) {
    return true;
  } catch (const std::system_error &error) { // a thread cannot be started
    return error.code() == std::errc::resource_unavailable_try_again ||
           error.code() == std::errc::not_enough_memory;
  } catch (...) {
  }
  return false;
}

void on_crash(int signal) {
  if (memory_is_spent())
    _exit(kOutOfMemory);
  std::signal(signal, SIG_DFL);
  raise(signal);
}

} // namespace

void tell_of_spent_memory() {
  std::set_new_handler([] { _exit(kOutOfMemory); });
  std::set_terminate([] {
    if (no_memory_is_thrown() || memory_is_spent())
      _exit(kOutOfMemory);
    std::abort();
  });
  // Only libraries call exit() here: one of them has found an error.
  std::atexit([] { _exit(memory_is_spent() ? kOutOfMemory : 1); });
  static std::array<std::byte, 64 * 1024> stack; // the usual one may be what there is no memory for
  stack_t other = {};
  other.ss_sp = stack.data();
  other.ss_size = stack.size();
  sigaltstack(&other, nullptr);
  struct sigaction action = {};
  action.sa_handler = &on_crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT})
    sigaction(signal, &action, nullptr);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void limit_memory(unsigned megabytes) {
  std::ifstream file("/proc/self/statm");
  rlim_t pages = 0;
  rlimit limit{};
  if (!(file >> pages) || getrlimit(RLIMIT_AS, &limit) != 0)
    return;
  const rlim_t wanted =
      pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{megabytes} << 20U);
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_AS, &limit);
}
#else
void limit_memory(unsigned) {} // address space is what the sanitizer itself takes
#endif

} // namespace dma_verify::proving
