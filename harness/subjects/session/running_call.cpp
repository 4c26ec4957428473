// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/running_call.h"

#include "harness/subjects/containment/system_calls.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
#include <utility>

namespace dma_verify {
namespace {

// The call that is running; only one at a time. Global, since signal handlers get no argument of
// ours.
RunningCall *running_call = nullptr;

// SIGSYS: a system call that is not allowed (containment/system_calls.h).
constexpr std::array kCrashSignals = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
constexpr std::size_t kSignalStackBytes = 64 * 1024;
// The timer counts the processor time of this process, so that a call is not taken for endless
// because the machine is busy.
constexpr int kTickMicroseconds = 100'000;

void set_timer(int microseconds) {
  itimerval timer{};
  timer.it_interval.tv_usec = microseconds;
  timer.it_value.tv_usec = microseconds;
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

// Whether the access that failed was a write; where the processor does not say so, it counts as
// one.
bool is_write(const void *context) {
#ifdef __x86_64__
  constexpr greg_t kWrite = 2; // in the error code of a page fault
  return (static_cast<const ucontext_t *>(context)->uc_mcontext.gregs[REG_ERR] & kWrite) != 0;
#else
  (void)context;
  return true;
#endif
}

// The instruction that the signal has interrupted; null where the processor's registers are not
// known here.
const char *instruction_of(const void *context) {
  const auto &machine = static_cast<const ucontext_t *>(context)->uc_mcontext;
#if defined(__x86_64__)
  return reinterpret_cast<const char *>(machine.gregs[REG_RIP]); // NOLINT: an address
#elif defined(__aarch64__)
  return reinterpret_cast<const char *>(machine.pc); // NOLINT: an address
#else
  (void)machine;
  return nullptr;
#endif
}

} // namespace

void note_breach(StoredObservation &observation, ContextBreach breach, std::string_view what) {
  if (observation.breach != ContextBreach::none || observation.completion != Completion::returned)
    return;
  observation.breach = breach;
  observation.set_detail(what);
}

RunningCall::RunningCall() {
  signal_stack_ = mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  stack_t stack{};
  stack.ss_sp = signal_stack_;
  stack.ss_size = kSignalStackBytes;
  sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_sigaction = &RunningCall::on_crash;
  // Not blocked during the handler, which ends by a jump.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (const int signal : kCrashSignals)
    sigaction(signal, &action, nullptr);
  struct sigaction timer {};
  timer.sa_handler = &RunningCall::on_timer;
  timer.sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESTART;
  sigemptyset(&timer.sa_mask);
  sigaction(SIGVTALRM, &timer, nullptr);
  set_timer(kTickMicroseconds);
}

RunningCall::~RunningCall() {
  // A later call may have installed its handlers since; they look at the running call only.
  if (running_call == this)
    running_call = nullptr;
}

std::uint64_t RunningCall::most_service_calls() const {
  const std::uint64_t per_page = kServiceCallsPerPage + request_.page_bytes;
  if (request_.pages >= kMaxServiceCalls / per_page)
    return kMaxServiceCalls;
  return std::min(kFewServiceCalls + per_page * request_.pages, kMaxServiceCalls);
}

bool RunningCall::is_of_many_bytes() const {
  return request_.pages > kMostTicksOfBytes * kBytesOfTick / request_.page_bytes;
}

void RunningCall::begin_call(StoredObservation &observation, const Request &request) {
  running_call = this;
  observation_ = &observation;
  request_ = request;
  service_calls_ = 0;
  calls_at_tick_ = 0;
  places_.effects.clear();
  places_.last = nullptr;
  if (caller_ != nullptr)
    *caller_ = nullptr;
  ticks_ = 0;
  const std::uint64_t ticks_of_bytes =
      is_of_many_bytes() ? kMostTicksOfBytes : request_.pages * request_.page_bytes / kBytesOfTick;
  most_ticks_ = kMaxTicks + static_cast<int>(ticks_of_bytes);
  late_ = 0;
  in_service_ = 0;
}

void RunningCall::finish_call() {
  process::set_under_test(false);
  armed_ = 0;
  in_service_ = 0;
}

void RunningCall::begin_service(const void *from) {
  process::set_under_test(false);
  in_service_ = 1;
  if (caller_ != nullptr && *caller_ != nullptr)
    from = std::exchange(*caller_, nullptr);
  places_.last = static_cast<const char *>(from) - 1;
  if (++service_calls_ > most_service_calls()) {
    end_call(most_service_calls() < kMaxServiceCalls ? Completion::hung : Completion::too_long,
             "endless service calls");
  }
}

void RunningCall::end_service() {
  in_service_ = 0;
  note_effects(places_.last);
  if (late_ != 0)
    end_late_call();
  if (observation_->completion != Completion::returned)
    siglongjmp(escape_, 1);
  process::set_under_test(true);
}

void RunningCall::end_late_call() {
  end_call(is_of_many_bytes() ? Completion::too_long : Completion::hung, "no return");
}

void RunningCall::end_call(Completion how, std::string_view what) {
  if (in_service_ != 0)
    note_effects(places_.last);
  mark(how, what);
  siglongjmp(escape_, 1);
}

void RunningCall::end_refused_call(int number) {
  observation_->fault_address = ~std::uint64_t{0};
  std::array<char, 64> what{};
  const std::string_view name = containment::name_of_call(number);
  constexpr std::string_view kTried = "tried to ";
  std::copy_n(name.begin(), std::min(name.size(), what.size() - kTried.size()),
              std::ranges::copy(kTried, what.begin()).out);
  end_call(Completion::crashed, {what.data(), std::min(kTried.size() + name.size(), what.size())});
}

void RunningCall::on_crash(int signal, siginfo_t *info, void *context) {
  RunningCall *call = running_call;
  // The fault is in our own code: end the process. A service that gets a wild pointer of the helper
  // is no fault of ours, but does not abort.
  const bool by_call = signal == SIGABRT || signal == SIGSYS;
  if (call == nullptr || call->armed_ == 0 || (by_call && call->in_service_ != 0)) {
    std::signal(signal, SIG_DFL);
    raise(signal);
    return;
  }
  if (signal == SIGSYS)
    call->end_refused_call(info->si_syscall);
  const bool has_address = signal == SIGSEGV || signal == SIGBUS;
  // The processor reports a non-canonical address as 0, which is not a NULL pointer.
  const bool real = has_address && info->si_code != SI_KERNEL;
  if (real && call->repair(info->si_addr, is_write(context)))
    return;
  call->observation_->fault_address =
      real ? reinterpret_cast<std::uintptr_t>(info->si_addr) : ~std::uint64_t{0}; // NOLINT
  const char *name = sigabbrev_np(signal);
  if (call->in_service_ == 0)
    call->places_.last = instruction_of(context);
  call->end_call(Completion::crashed, name != nullptr ? name : "signal");
}

void RunningCall::on_timer(int) {
  RunningCall *call = running_call;
  if (call == nullptr || call->armed_ == 0)
    return;
  if (call->service_calls_ != call->calls_at_tick_) {
    call->calls_at_tick_ = call->service_calls_;
    call->ticks_ = 0;
    return;
  }
  call->ticks_ = call->ticks_ + 1;
  if (call->ticks_ < call->most_ticks_)
    return;
  if (call->in_service_ != 0) {
    call->late_ = 1;
  } else {
    call->end_late_call();
  }
}

} // namespace dma_verify
