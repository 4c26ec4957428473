// SPDX-License-Identifier: GPL-2.0-only
// Runs tasks in forked children, so that a crash, a hang or a kill costs one task and not the run.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace dma_verify {

// How a child ended.
struct TaskEnd {
  enum class Kind : std::uint8_t {
    finished,    // it returned from its work
    died,        // by a signal or an unexpected exit: `what` in words
    stalled,     // no progress within the stall limit; it was killed
    interrupted, // the run was interrupted; it was killed
  };
  Kind kind = Kind::finished;
  std::string what{};
  int signal = 0;      // died: the signal that ended it, or 0
  int exit_status = 0; // died: without a signal
};

struct ProcessPool {
  unsigned jobs = 1;                            // children at once
  std::size_t slot_bytes = 64 * 1024;           // memory that a child shares with the parent
  std::chrono::milliseconds stall_limit{20000}; // wall time without progress
  std::function<bool()> interrupted{};          // asked often; true ends the run early
  std::function<void(std::size_t done)> tick{}; // about ten times a second; tasks done so far
  // In the parent: a task was begun, or its counter was seen to have moved, within a tenth of a
  // second. What the child wrote to the slot before it moved the counter is there.
  std::function<void(std::size_t task, std::byte *slot)> progressed{};

  // In the child: does the task; what it leaves in `slot` is all that the parent gets. The first
  // 8 bytes of the slot are a counter that the child raises as it makes progress. No child outlives
  // the parent.
  using Work = std::function<void(std::size_t task, std::byte *slot)>;
  // In the parent, once per ended child. Returns whether to run the task again, with the slot as it
  // is now.
  using Ended = std::function<bool(std::size_t task, const TaskEnd &end, std::byte *slot)>;

  // Runs tasks 0 to count - 1 in order of start. A fresh slot is all zero. The caller must be
  // single-threaded. Throws std::system_error if the system has no memory or no process to give.
  void run(std::size_t count, const Work &work, const Ended &ended) const;
};

} // namespace dma_verify
