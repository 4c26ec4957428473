// SPDX-License-Identifier: GPL-2.0-only
#include "harness/process/channel.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <new>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace dma_verify::process {
namespace {

// A message stands behind its length, which is written last, plus one: zero is not yet written.
using Length = std::uint64_t;

bool write_at(int file, const void *from, std::size_t count, std::size_t offset) {
  const char *next = static_cast<const char *>(from);
  while (count != 0) {
    const ssize_t written = pwrite(file, next, count, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    next += written;
    count -= static_cast<std::size_t>(written);
    offset += static_cast<std::size_t>(written);
  }
  return true;
}

bool read_at(int file, void *to, std::size_t count, std::size_t offset) {
  char *next = static_cast<char *>(to);
  while (count != 0) {
    const ssize_t got = pread(file, next, count, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    next += got;
    count -= static_cast<std::size_t>(got);
    offset += static_cast<std::size_t>(got);
  }
  return true;
}

} // namespace

Channel::Channel(std::size_t note_bytes, std::size_t message_bytes)
    : note_bytes_(note_bytes), sent_(sizeof(Shared) + 2 * note_bytes), received_(sent_),
      end_(sent_ + message_bytes + sizeof(Length)) {
  file_ = memfd_create("channel", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  void *memory = MAP_FAILED;
  if (file_ >= 0 && ftruncate(file_, static_cast<off_t>(end_)) == 0 &&
      fcntl(file_, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    memory = mmap(nullptr, sent_, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
  if (memory == MAP_FAILED) {
    const int error = errno;
    close(file_);
    throw std::system_error(error, std::generic_category(), "shared memory");
  }
  shared_ = new (memory) Shared{};
  notes_ = static_cast<char *>(memory) + sizeof(Shared);
}

Channel::~Channel() {
  munmap(shared_, sizeof(Shared) + 2 * note_bytes_);
  close(file_);
}

// Behind each message there is room for the length of the next.
bool Channel::fits(std::size_t length, std::size_t offset) const {
  const std::size_t room = end_ - offset - sizeof(Length);
  return length <= room && room - length >= sizeof(Length);
}

bool Channel::send(std::string_view message) {
  const Length length = message.size() + 1;
  const bool has_room = fits(message.size(), sent_);
  // The length of one that has none tells the parent.
  const bool written =
      (!has_room || write_at(file_, message.data(), message.size(), sent_ + sizeof length)) &&
      write_at(file_, &length, sizeof length, sent_);
  make_progress();
  if (!has_room || !written)
    return false;
  sent_ += sizeof length + message.size();
  return true;
}

std::optional<std::string> Channel::last_note() const {
  const std::uint64_t posted = shared_->notes.load(std::memory_order_acquire);
  if (posted == 0)
    return std::nullopt;
  return std::string(note(posted), note_bytes_);
}

std::variant<std::string, Channel::Nothing, Channel::Broken> Channel::receive() {
  Length length = 0;
  if (!read_at(file_, &length, sizeof length, received_))
    return Broken{"shared memory cannot be read"};
  if (length == 0)
    return Nothing{};
  if (!fits(--length, received_)) {
    const std::size_t room = end_ - received_ - sizeof length;
    return Broken{fmt::format("a report of {} bytes where {} are left", length,
                              room - std::min(room, sizeof length))};
  }
  std::string message(length, '\0');
  if (!read_at(file_, message.data(), length, received_ + sizeof length))
    return Broken{"shared memory cannot be read"};
  received_ += sizeof length + length;
  return message;
}

} // namespace dma_verify::process
