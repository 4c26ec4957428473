// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/linear_map.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace dma_verify {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10U;
// The map begins at a multiple of this, as the kernel's does: low bits of addresses are alike.
constexpr std::size_t kAlignment = std::size_t{1} << 30U;

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category(), "address space for the linear map");
}

void *map(void *at, std::size_t bytes, int protection, int flags, int file) {
  void *memory = mmap(at, bytes, protection, MAP_PRIVATE | MAP_NORESERVE | flags, file, 0);
  if (memory == MAP_FAILED)
    fail();
  return memory;
}

} // namespace

LinearMap::LinearMap(std::uint64_t bytes) : bytes_(bytes) {
  stale_ = memfd_create("dma-verify-stale", MFD_CLOEXEC);
  std::array<std::byte, kPieceBytes> content;
  content.fill(kStale);
  if (stale_ < 0 ||
      write(stale_, content.data(), content.size()) != static_cast<ssize_t>(content.size()))
    fail();
  memory_ =
      static_cast<std::byte *>(map(nullptr, bytes + kAlignment, PROT_NONE, MAP_ANONYMOUS, -1));
  const std::uintptr_t number = reinterpret_cast<std::uintptr_t>(memory_); // NOLINT
  begin_ = memory_ + (kAlignment - number % kAlignment) % kAlignment;
}

LinearMap::~LinearMap() {
  munmap(memory_, bytes_ + kAlignment);
  ::close(stale_);
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
  map(at(piece.offset), piece.bytes, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_POPULATE, stale_);
  first_ = open_bytes_ == 0 ? piece.offset : std::min(first_, piece.offset);
  end_ = std::max(open_bytes_ == 0 ? 0 : end_, piece.offset + piece.bytes);
  open_bytes_ += piece.bytes;
  return piece;
}

void LinearMap::close() {
  if (open_bytes_ != 0)
    map(at(first_), end_ - first_, PROT_NONE, MAP_FIXED | MAP_ANONYMOUS, -1);
  open_bytes_ = 0;
}

} // namespace dma_verify
