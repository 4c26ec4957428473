// SPDX-License-Identifier: GPL-2.0-only
// What the process that runs the tested code and the one that judges it have in common: memory, and
// how they wake each other.
#pragma once

#include "harness/process/channel.h"
#include "model/kernel/trace.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <unistd.h>

namespace dma_verify::containment {

static_assert(std::is_trivially_copyable_v<StoredScenario>, "scenarios go over as bytes");

// Scenarios that go over at a time, and what their observations take.
inline constexpr std::size_t kMostScenarios = 64;
// At least one observation, however many effects it has.
inline constexpr std::size_t kReplyBytes =
    (std::size_t{1} << 20U) +
    kTraceCapacity<WidestMachine> *
        (sizeof(Effect<WidestMachine>) + sizeof(Area<WidestMachine>) + sizeof(std::uint64_t));
using Length = std::uint32_t; // of an observation, before it

struct Batch {
  // Told by the one that judges.
  std::uint32_t count = 0; // of scenarios to run
  bool afresh = false;     // after all variables are set back
  bool follows = false;    // not to be run if the batch before it was not run completely
  // One after the other. Not initialised, as the bytes below: the kernel's zeros cost nothing.
  std::array<std::byte, kMostScenarios * sizeof(StoredScenario)> scenarios;

  // Told by the one that runs the code.
  std::atomic<std::uint32_t> replies = 0; // so far
  std::array<char, kReplyBytes> bytes;
};

// The memory of both processes. What is told by the process that runs the tested code may be
// anything, at any time: it is copied before it is looked at.
struct Shared {
  std::array<Batch, 4> batches; // in turn: one is judged while the next are run

  // Told by the one that runs the code.
  std::atomic<bool> under_test = false; // the file's code is running
  std::atomic<bool> loaded = false;
  std::atomic<bool> restorable = false;                   // its variables can be set back
  std::atomic<int> refused_call = -1;                     // a system call by which it ended
  std::array<char, process::kMostFailureBytes> failure{}; // why it could not be loaded
};

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() {
    if (number_ >= 0)
      close(number_);
  }
  void reset(int number) {
    if (number_ >= 0)
      close(number_);
    number_ = number;
  }
  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

// Waits at an eventfd until it is woken; wakes who waits there.
bool wait_at(int eventfd);
void wake(int eventfd);

// Throws std::system_error with errno.
[[noreturn]] void fail(const char *what);

} // namespace dma_verify::containment
