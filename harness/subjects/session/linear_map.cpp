// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/linear_map.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace dma_verify {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10U;
constexpr std::size_t kMarkBytes = 4096; // of a page, which a fork clears
// The map begins at a multiple of this, as the kernel's does: low bits of addresses are alike.
constexpr std::size_t kAlignment = std::size_t{1} << 30U;

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category(), "address space for the linear map");
}

void *reserve(void *at, std::size_t bytes, int flags) {
  void *memory =
      mmap(at, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
  if (memory == MAP_FAILED)
    fail();
  return memory;
}

} // namespace

LinearMap::LinearMap(std::uint64_t bytes) : bytes_(bytes) {
  void *mark =
      mmap(nullptr, kMarkBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mark == MAP_FAILED || madvise(mark, kMarkBytes, MADV_WIPEONFORK) != 0)
    fail();
  is_own_file_ = static_cast<bool *>(mark);
  memory_ = static_cast<std::byte *>(reserve(nullptr, bytes + kAlignment, 0));
  const std::uintptr_t number = reinterpret_cast<std::uintptr_t>(memory_); // NOLINT
  begin_ = memory_ + (kAlignment - number % kAlignment) % kAlignment;
}

LinearMap::~LinearMap() {
  munmap(memory_, bytes_ + kAlignment);
  munmap(is_own_file_, kMarkBytes);
  if (file_ >= 0)
    ::close(file_);
}

void LinearMap::open_file() {
  if (file_ >= 0)
    ::close(file_);
  file_ = memfd_create("dma-verify-pages", MFD_CLOEXEC);
  if (file_ < 0 || ftruncate(file_, kMostBytes) != 0)
    fail();
  *is_own_file_ = true;
}

std::uintptr_t LinearMap::begin() const {
  return reinterpret_cast<std::uintptr_t>(begin_); // NOLINT
}

std::optional<LinearMap::Piece> LinearMap::open(std::uint64_t offset, std::uint64_t from,
                                                std::uint64_t to) {
  const std::uint64_t start = offset / kPieceBytes * kPieceBytes;
  Piece piece;
  piece.offset = std::max(start, from);
  piece.bytes = std::min({start + kPieceBytes, to, bytes_}) - piece.offset;
  if (open_bytes_ + piece.bytes > kMostBytes)
    return std::nullopt;
  if (!*is_own_file_)
    open_file();
  // What is open begins in the file at multiples of 4096, as each piece does.
  if (mmap(at(piece.offset), piece.bytes, PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_FIXED | MAP_POPULATE, file_,
           static_cast<off_t>(open_bytes_)) == MAP_FAILED)
    fail();
  std::memset(at(piece.offset), std::to_integer<int>(kStale), piece.bytes);
  first_ = open_bytes_ == 0 ? piece.offset : std::min(first_, piece.offset);
  end_ = std::max(open_bytes_ == 0 ? 0 : end_, piece.offset + piece.bytes);
  open_bytes_ += piece.bytes;
  return piece;
}

void LinearMap::close() {
  if (open_bytes_ != 0)
    reserve(at(first_), end_ - first_, MAP_FIXED);
  open_bytes_ = 0;
}

} // namespace dma_verify
