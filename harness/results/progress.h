// SPDX-License-Identifier: GPL-2.0-only
// A line that tells how far a long run is: on a terminal only, after its first second.
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
  // Writes to standard error if that is a terminal.
  Progress();
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  // Begins a stage of `total` parts.
  void stage(std::string what, std::size_t total);
  // So many are done.
  void done(std::size_t count);
  // Removes the line.
  void clear();

private:
  bool terminal_;
  bool shown_ = false;
  std::string what_;
  std::size_t total_ = 0;
  std::chrono::steady_clock::time_point start_;
};

} // namespace dma_verify
