// SPDX-License-Identifier: GPL-2.0-only
// A call of a C helper that is running: services enter and leave it, and it ends when the helper
// returns, crashes, hangs, or a service ends it. What the helper gets is its unit's.
#pragma once

#include "harness/process/under_test.h"
#include "model/kernel/trace.h"

#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <string_view>
#include <vector>

namespace dma_verify {

// Writes down what the call did that its context forbids; what it did before counts.
void note_breach(StoredObservation &observation, ContextBreach breach, std::string_view what);

class RunningCall {
public:
  // Installs handlers for the signals of a crash and a timer against endless loops.
  RunningCall();
  virtual ~RunningCall();
  RunningCall(const RunningCall &) = delete;
  RunningCall &operator=(const RunningCall &) = delete;

  // begin_call, sigsetjmp(escape()), arm, the helper, finish_call.
  sigjmp_buf &escape() { return escape_; }
  void arm() {
    armed_ = 1;
    process::set_under_test(true);
  }

  // Each service begins with begin_service(), which counts it, and ends with end_service(), which
  // does not return if the call is to end. It was called by the code before this address.
  void begin_service(const void *from);
  void end_service();
  // Ends the call. Does not return, and runs no destructors.
  [[noreturn]] void end_call(Completion how, std::string_view what);

  // Nobody called a service for the effects since the last one.
  void note_effects_of_stores() { note_effects(nullptr); }
  // Functions of the shim that are called by their address leave here who has called them. Null:
  // the object has none.
  void learn_callers_from(const void **caller) { caller_ = caller; }
  // An address inside each instruction that called a service, for each effect so far; null where
  // it is not known. The last: of the last service that was called, or where the call crashed.
  struct Places {
    std::vector<const char *> effects{};
    const char *last = nullptr;
  };
  [[nodiscard]] const Places &places() const { return places_; }

protected:
  // A call that goes through a request of so many pages of so many bytes, one by one, takes its
  // time. If it takes more than can be waited for, it is too long to follow, and no hang.
  struct Request {
    std::uint64_t pages = 0;
    std::uint64_t page_bytes = 0;
  };
  void begin_call(StoredObservation &observation, const Request &request);
  void finish_call();
  // The call may take longer than others, by this many ticks of 100 ms.
  void allow(int ticks) { most_ticks_ = most_ticks_ + ticks; }

  // Marks the call as ended in this way; the first mark stays.
  virtual void mark(Completion how, std::string_view what) = 0;
  // An access to this address failed. If it is now possible, the answer is true, and it is made
  // again; otherwise the call has crashed, unless end_call() says something else.
  virtual bool repair(const void * /*address*/, bool /*is_write*/) { return false; }

private:
  // Ticks without a service call, of a request of few bytes; service calls have a limit of their
  // own. A loop over bytes takes a tick for so many of them, in any build.
  static constexpr int kMaxTicks = 3;
  static constexpr std::uint64_t kBytesOfTick = std::uint64_t{1} << 24U;
  static constexpr std::uint64_t kMostTicksOfBytes = 4;
  // Service calls in one call of a helper: of a small request, and more for each page and each byte
  // of a larger one, but not more than there is time for: a loop over all pages of 4 GiB.
  static constexpr std::uint64_t kFewServiceCalls = 2'000'000;
  static constexpr std::uint64_t kServiceCallsPerPage = 64;
  static constexpr std::uint64_t kMaxServiceCalls = 8'000'000;

  [[nodiscard]] std::uint64_t most_service_calls() const;
  [[nodiscard]] bool is_of_many_bytes() const;
  [[noreturn]] void end_late_call();
  [[noreturn]] void end_refused_call(int number);
  void note_effects(const char *place) {
    places_.effects.resize(observation_->trace.size(), place);
  }

  static void on_crash(int signal, siginfo_t *info, void *context);
  static void on_timer(int);

  void *signal_stack_ = nullptr;
  StoredObservation *observation_ = nullptr;
  Request request_;
  std::uint64_t service_calls_ = 0;
  std::uint64_t calls_at_tick_ = 0; // at the timer's last tick
  Places places_;
  const void **caller_ = nullptr;

  sigjmp_buf escape_{};
  volatile std::sig_atomic_t armed_ = 0;      // a helper is running
  volatile std::sig_atomic_t in_service_ = 0; // inside our own code
  volatile std::sig_atomic_t ticks_ = 0;      // of the timer during this call
  volatile std::sig_atomic_t most_ticks_ = kMaxTicks;
  volatile std::sig_atomic_t late_ = 0; // the timer ticked inside a service
};

} // namespace dma_verify
