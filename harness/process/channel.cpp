// SPDX-License-Identifier: GPL-2.0-only
#include "harness/process/channel.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <sys/mman.h>
#include <system_error>

namespace dma_verify::process {
namespace {

// A message stands behind its length, which is written last, plus one: zero is not yet written.
using Length = std::uint64_t;

} // namespace

Channel::Channel(std::size_t note_bytes, std::size_t message_bytes)
    : note_bytes_(note_bytes), sent_(sizeof(Shared) + 2 * note_bytes), received_(sent_),
      end_(sent_ + message_bytes + sizeof(Length)) {
  void *memory = mmap(nullptr, end_, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    throw std::system_error(errno, std::generic_category(), "shared memory");
  memory_ = static_cast<char *>(memory);
  shared_ = new (memory) Shared{};
  notes_ = memory_ + sizeof(Shared);
}

Channel::~Channel() { munmap(memory_, end_); }

// Behind each message there is room for the length of the next.
bool Channel::fits(std::size_t length, std::size_t offset) const {
  const std::size_t room = end_ - offset - sizeof(Length);
  return length <= room && room - length >= sizeof(Length);
}

bool Channel::send(std::string_view message) {
  const Length length = message.size() + 1;
  const bool has_room = fits(message.size(), sent_);
  if (has_room)
    std::memcpy(memory_ + sent_ + sizeof length, message.data(), message.size());
  // The length of one that has no room tells the parent.
  std::memcpy(memory_ + sent_, &length, sizeof length);
  make_progress();
  if (has_room)
    sent_ += sizeof length + message.size();
  return has_room;
}

void Channel::set_failure(std::string_view why) {
  std::ranges::copy(why.substr(0, kMostFailureBytes), shared_->failure.begin());
}

void Channel::keep_from_children() {
  if (madvise(memory_, end_, MADV_DONTFORK) != 0)
    throw std::system_error(errno, std::generic_category(), "shared memory");
}

std::string Channel::failure() const {
  const auto &text = shared_->failure;
  return {text.begin(), std::ranges::find(text, '\0')};
}

std::optional<std::string> Channel::last_note() const {
  const std::uint64_t posted = shared_->notes.load(std::memory_order_acquire);
  if (posted == 0)
    return std::nullopt;
  return std::string(note(posted), note_bytes_);
}

std::variant<std::string, Channel::Nothing, Channel::Broken> Channel::receive() {
  Length length = 0;
  std::memcpy(&length, memory_ + received_, sizeof length);
  if (length == 0)
    return Nothing{};
  if (!fits(--length, received_)) {
    const std::size_t room = end_ - received_ - sizeof length;
    return Broken{fmt::format("a report of {} bytes where {} are left", length,
                              room - std::min(room, sizeof length))};
  }
  std::string message(memory_ + received_ + sizeof length, length);
  received_ += sizeof length + length;
  return message;
}

} // namespace dma_verify::process
