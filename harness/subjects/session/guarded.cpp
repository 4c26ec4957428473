// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/guarded.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace dma_verify {
namespace {

constexpr unsigned char kSeal = 0xc5;

} // namespace

GuardedMemory::GuardedMemory(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t room = (bytes + kSealBytes + page - 1) / page * page;
  mapped_ = room + 2 * page; // a guard page on either side
  void *memory = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::system_error(errno, std::generic_category(), "guarded memory");
  memory_ = static_cast<std::byte *>(memory);
  guard_ = memory_ + page + room;
  if (mprotect(memory_ + page, room, PROT_READ | PROT_WRITE) != 0) {
    throw std::system_error(errno, std::generic_category(), "guarded memory");
  }
}

GuardedMemory::~GuardedMemory() { munmap(memory_, mapped_); }

void GuardedMemory::seal(std::size_t bytes) const {
  std::memset(object(bytes) - kSealBytes, kSeal, kSealBytes);
}

bool GuardedMemory::sealed(std::size_t bytes) const {
  const std::byte *begin = object(bytes) - kSealBytes;
  return std::all_of(begin, begin + kSealBytes, [](std::byte b) { return b == std::byte{kSeal}; });
}

bool GuardedMemory::contains(const void *address, std::size_t bytes) const {
  const auto *at = static_cast<const std::byte *>(address);
  return at >= memory_ && at < guard_ && bytes <= static_cast<std::size_t>(guard_ - at);
}

GuardedObjects::GuardedObjects(std::size_t bytes) {
  for (std::size_t i = 0; i < kCount; ++i)
    objects_.emplace_back(bytes);
}

} // namespace dma_verify
