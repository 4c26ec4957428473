// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/session/array_window.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace dma_verify::remap {
namespace {

constexpr std::byte kSeal{0xc5};
constexpr std::size_t kSealBytes = 256;
constexpr std::size_t kOwnBytes = 64 * 1024; // at the end of the window
constexpr std::size_t kSharedBytes = 2 * 1024 * 1024;
constexpr std::size_t kGuardBytes = std::size_t{1} << 31U; // on either side

std::size_t page_bytes() {
  static const auto kBytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return kBytes;
}

std::byte *page_of(std::byte *address) {
  return address - reinterpret_cast<std::uintptr_t>(address) % page_bytes(); // NOLINT
}

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category(), "memory for an array of pages");
}

void protect(std::byte *from, std::byte *to, int protection) {
  if (from < to && mprotect(from, static_cast<std::size_t>(to - from), protection) != 0)
    fail();
}

void fill_bytes(std::byte *from, const std::byte *to, std::byte value) {
  if (from < to)
    std::memset(from, static_cast<int>(value), static_cast<std::size_t>(to - from));
}

} // namespace

ArrayWindow::ArrayWindow() {
  const std::size_t room = kGuardBytes + kMaxBytes + kSharedBytes + kOwnBytes + kGuardBytes;
  void *memory = mmap(nullptr, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    fail();
  window_ = static_cast<std::byte *>(memory);
  end_ = window_ + room - kGuardBytes;
  own_ = end_ - kOwnBytes;
  shared_ = own_;
  lowest_ = end_ - kMaxBytes;
  begin_ = sealed_ = end_;
  protect(own_, end_, PROT_READ | PROT_WRITE);
}

ArrayWindow::~ArrayWindow() {
  munmap(window_, static_cast<std::size_t>(end_ - window_) + kGuardBytes);
  if (memory_ >= 0)
    ::close(memory_);
}

// From `from` on, up to where it is already.
void ArrayWindow::map_shared(std::byte *from, std::byte *to) {
  if (memory_ < 0) {
    memory_ = memfd_create("dma-verify-array", MFD_CLOEXEC);
    if (memory_ < 0 || ftruncate(memory_, kSharedBytes) != 0)
      fail();
  }
  while (to > from) {
    to -= kSharedBytes;
    if (mmap(to, kSharedBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory_, 0) ==
        MAP_FAILED)
      fail();
  }
  shared_ = to;
}

void ArrayWindow::own_page(std::byte *page) {
  if (page >= own_ || page == owned_[0])
    return;
  if (mmap(page, page_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
           0) == MAP_FAILED)
    fail();
  owned_[owned_[0] == nullptr ? 0 : 1] = page;
}

void ArrayWindow::give_back_pages() {
  for (std::byte *&page : owned_) {
    if (page == nullptr)
      continue;
    const auto offset = static_cast<std::size_t>(own_ - page) % kSharedBytes;
    if (mmap(page, page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory_,
             static_cast<off_t>((kSharedBytes - offset) % kSharedBytes)) == MAP_FAILED)
      fail();
    page = nullptr;
  }
}

void ArrayWindow::place(std::size_t bytes) {
  if (restricted_ != shared_ || !closed_)
    restrict(shared_, PROT_NONE);
  closed_ = true;
  bytes_ = bytes;
  begin_ = sealed_ = end_ - (bytes + 7) / 8 * 8;
}

void ArrayWindow::open(std::size_t bytes, std::size_t kept, std::byte fill) {
  reopen();
  if (barred_ != nullptr)
    protect(barred_, barred_ + page_bytes(), PROT_READ | PROT_WRITE);
  barred_ = nullptr;
  give_back_pages();
  bytes_ = bytes;
  kept_ = kept;
  begin_ = end_ - (bytes + 7) / 8 * 8;
  std::byte *const first_page = page_of(begin_);
  if (begin_ - kSealBytes >= own_) { // all of it, with its seal
    sealed_ = begin_ - kSealBytes;
  } else {
    const std::byte *const needed = first_page - page_bytes();
    if (needed < shared_)
      map_shared(const_cast<std::byte *>(needed), shared_); // NOLINT: into the same window
    own_page(first_page);
    if (kept < bytes)
      own_page(page_of(begin_ + kept));
    sealed_ = std::max(first_page, begin_ - kSealBytes);
    barred_ = first_page - page_bytes();
  }
  fill_bytes(sealed_, begin_, kSeal);
  const auto fill_page = [&](std::byte *page) {
    fill_bytes(std::max(page, begin_), std::min(page + page_bytes(), end_), fill);
  };
  for (std::byte *page : owned_) {
    if (page != nullptr)
      fill_page(page);
  }
  fill_bytes(std::max(own_, begin_), end_, fill);
  if (barred_ != nullptr)
    protect(barred_, first_page, PROT_NONE);
}

void ArrayWindow::restrict(std::byte *from, int protection) {
  protect(from, end_, protection);
  restricted_ = from;
}

void ArrayWindow::close() {
  // The page of the seal, too: it is the same page.
  restrict(page_of(sealed_), PROT_NONE);
  closed_ = true;
}

void ArrayWindow::reopen() {
  if (restricted_ != nullptr)
    protect(restricted_, end_, PROT_READ | PROT_WRITE);
  restricted_ = nullptr;
  closed_ = false;
}

bool ArrayWindow::in_array(std::uintptr_t address) const {
  const auto begin = reinterpret_cast<std::uintptr_t>(begin_); // NOLINT
  return address - begin < bytes_;
}

bool ArrayWindow::in_window(std::uintptr_t address) const {
  const auto window = reinterpret_cast<std::uintptr_t>(window_); // NOLINT
  return address - window < static_cast<std::size_t>(end_ - window_) + kGuardBytes;
}

bool ArrayWindow::sealed() const {
  return std::all_of(sealed_, begin_, [](std::byte byte) { return byte == kSeal; });
}

void ArrayWindow::fill_all(std::byte value) {
  std::byte *const shared_end = std::max(begin_, own_ - kSharedBytes);
  fill_bytes(std::min(shared_end, own_), own_, value);
  for (std::byte *page : owned_) {
    if (page != nullptr)
      fill_bytes(std::max(page, begin_), std::min(page + page_bytes(), end_), value);
  }
  fill_bytes(std::max(own_, begin_), end_, value);
}

void ArrayWindow::store_everywhere(std::uint64_t value) {
  const auto store = [&](std::byte *from, std::byte *to) {
    for (; from + sizeof value <= to; from += sizeof value) {
      if (from != begin_ + kept_)
        std::memcpy(from, &value, sizeof value);
    }
  };
  store(std::min(std::max(begin_, own_ - kSharedBytes), own_), own_);
  for (std::byte *page : owned_) {
    if (page != nullptr)
      store(std::max(page, begin_), page + page_bytes());
  }
  store(std::max(own_, begin_), end_);
}

void ArrayWindow::protect_from_writing() { restrict(page_of(sealed_), PROT_READ); }

} // namespace dma_verify::remap
