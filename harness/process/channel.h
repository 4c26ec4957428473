// SPDX-License-Identifier: GPL-2.0-only
// What a child process reports to its parent, kept also when it is killed in the middle: a counter
// of its progress, a note of what it is doing, and messages one after the other. The child may run
// code that does anything: the parent reads nothing but the channel's own memory, and takes no
// more of it than it allowed.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace dma_verify::process {

// Default limit of all messages of one child, in bytes. Memory is taken as they arrive.
inline constexpr std::size_t kMostMessageBytes = std::size_t{64} << 20U;

inline constexpr std::size_t kMostFailureBytes = 500;

// Made by the parent before it forks.
class Channel {
public:
  // A note takes at most `note_bytes`. Throws std::system_error if the system has none to give.
  explicit Channel(std::size_t note_bytes, std::size_t message_bytes = kMostMessageBytes);
  Channel(const Channel &) = delete;
  Channel &operator=(const Channel &) = delete;
  ~Channel();

  // In the child. A note is written to next_note(), and replaces the one before when it is posted.
  void make_progress() { shared_->progress.fetch_add(1, std::memory_order_release); }
  [[nodiscard]] char *next_note() { return note(shared_->notes + 1); }
  void post_note() { shared_->notes.fetch_add(1, std::memory_order_release); }
  // False if the limit is reached: then no more can be sent.
  [[nodiscard]] bool send(std::string_view message);
  [[nodiscard]] std::atomic<bool> &under_test_flag() { return shared_->under_test; }
  // Why the child cannot go on; cut off after kMostFailureBytes.
  void set_failure(std::string_view why);
  // Processes that this child starts do not get the memory: they may run code that does anything.
  void keep_from_children();

  // In the parent.
  [[nodiscard]] std::uint64_t progress() const { return shared_->progress; }
  [[nodiscard]] std::optional<std::string> last_note() const;
  [[nodiscard]] bool under_test() const { return shared_->under_test; }
  [[nodiscard]] std::string failure() const;
  [[nodiscard]] std::string_view failure_bytes() const {
    return {shared_->failure.data(), shared_->failure.size()};
  }
  struct Nothing {};
  struct Broken {
    std::string why;
  };
  // The next message, if it is there.
  [[nodiscard]] std::variant<std::string, Nothing, Broken> receive();

private:
  struct Shared {
    std::atomic<std::uint64_t> progress;
    std::atomic<std::uint64_t> notes; // posted so far
    std::atomic<bool> under_test;     // whether the code that is tested runs
    std::array<char, kMostFailureBytes> failure;
  };
  // Notes take turns in two places, so that one is whole while the next is written.
  [[nodiscard]] char *note(std::uint64_t number) const {
    return notes_ + (number % 2) * note_bytes_;
  }

  // Whether a message of this length has room there.
  [[nodiscard]] bool fits(std::size_t length, std::size_t offset) const;

  std::size_t note_bytes_;
  std::size_t sent_;     // in the memory: behind the last message
  std::size_t received_; // likewise
  std::size_t end_;      // of the memory
  // Of no file, so that no limit on the size of files applies; no process can shrink it for
  // another.
  char *memory_ = nullptr;
  Shared *shared_ = nullptr; // its first bytes; then the notes
  char *notes_ = nullptr;
};

} // namespace dma_verify::process
