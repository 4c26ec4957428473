// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace dma_verify {

Progress::Progress()
    : terminal_(isatty(STDERR_FILENO) != 0), start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { clear(); }

void Progress::stage(std::string what, std::size_t total) {
  what_ = std::move(what);
  total_ = total;
  start_ = std::chrono::steady_clock::now();
}

void Progress::done(std::size_t count) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  if (!terminal_ || elapsed.count() < 1)
    return;
  std::string left;
  if (count != 0 && count < total_) {
    const double each = elapsed.count() / static_cast<double>(count);
    left = fmt::format(", about {:.0f} s left", each * static_cast<double>(total_ - count));
  }
  fmt::print(stderr, "\r\033[K{}: {} of {}{}", what_, count, total_, left);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (shown_) {
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
  }
  shown_ = false;
}

} // namespace dma_verify
