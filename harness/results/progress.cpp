// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/progress.h"

#include "harness/results/terminal.h"

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

namespace {

// In a log: one line in so many seconds, which shows that the run goes on.
constexpr std::chrono::seconds kBetweenLines(20);

std::size_t columns_of_terminal() { return terminal_columns(STDERR_FILENO).value_or(80); }

} // namespace

Progress::Progress()
    : terminal_(is_able_terminal(STDERR_FILENO)), start_(Clock::now()), last_(start_) {}

Progress::~Progress() { clear(); }

void Progress::stage(std::string what, std::size_t total) {
  what_ = std::move(what);
  total_ = total;
  start_ = Clock::now();
}

void Progress::done(std::size_t count, const std::string &running) {
  const Clock::time_point now = Clock::now();
  if (!terminal_ && now - last_ < kBetweenLines)
    return;
  std::string text = progress_text(what_, count, total_, now - start_);
  if (text.empty())
    return;
  if (!running.empty())
    text += "; " + running;
  last_ = now;
  if (!terminal_) {
    fmt::print(stderr, "{}\n", text);
    return;
  }
  text.resize(std::min(text.size(), columns_of_terminal() - 1));
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
