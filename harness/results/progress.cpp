// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace dma_verify {

std::string progress_text(const std::string &what, std::size_t count, std::size_t total,
                          std::chrono::duration<double> elapsed) {
  if (elapsed.count() < 1)
    return "";
  const std::size_t done = std::min(count, total);
  std::string text = fmt::format("{}: {} of {}", what, done, total);
  if (done != 0 && done < total) {
    const double each = elapsed.count() / static_cast<double>(done);
    text += fmt::format(", about {:.0f} s left", each * static_cast<double>(total - done));
  }
  return text;
}

Progress::Progress()
    : terminal_(isatty(STDERR_FILENO) != 0), start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { clear(); }

void Progress::stage(std::string what, std::size_t total) {
  what_ = std::move(what);
  total_ = total;
  start_ = std::chrono::steady_clock::now();
}

void Progress::done(std::size_t count) {
  if (!terminal_)
    return;
  const std::string text =
      progress_text(what_, count, total_, std::chrono::steady_clock::now() - start_);
  if (text.empty())
    return;
  fmt::print(stderr, "\r\033[K{}", text);
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
