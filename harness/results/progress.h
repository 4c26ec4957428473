// SPDX-License-Identifier: GPL-2.0-only
// Shows on standard error how far a long run is: on a terminal one line that is rewritten,
// elsewhere a line from time to time.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace dma_verify {

// "testing: 3 of 12, about 9 s left"; empty in a stage's first second.
std::string progress_text(const std::string &what, std::size_t count, std::size_t total,
                          std::chrono::duration<double> elapsed);

class Progress {
public:
  Progress();
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  // Begins a stage of `total` parts.
  void stage(std::string what, std::size_t total);
  // The number of parts that are done; `running` says what is being done now, on a terminal cut to
  // one line.
  void done(std::size_t count, const std::string &running = {});
  // Removes the line.
  void clear();

private:
  using Clock = std::chrono::steady_clock;
  bool terminal_;
  bool shown_ = false;
  std::string what_;
  std::size_t total_ = 0;
  Clock::time_point start_;
  Clock::time_point last_; // that a line was written
};

} // namespace dma_verify
