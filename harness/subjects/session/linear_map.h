// SPDX-License-Identifier: GPL-2.0-only
// Address space that stands for the kernel's linear map: there a compiled C file finds the memory
// of pages. What is opened is memory, and nothing else: any other access is a fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace dma_verify {

class LinearMap {
public:
  // So much can be open at a time; bytes.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
  // What every byte is that is opened.
  static constexpr std::byte kStale{0xa5};

  // A piece of memory; its offset is from the start of the map. In bytes.
  struct Piece {
    std::uint64_t offset = 0;
    std::size_t bytes = 0;
  };

  // Of so many bytes. Throws std::system_error without address space.
  explicit LinearMap(std::uint64_t bytes);
  LinearMap(const LinearMap &) = delete;
  LinearMap &operator=(const LinearMap &) = delete;
  ~LinearMap();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uintptr_t begin() const;
  [[nodiscard]] bool contains(std::uintptr_t address) const { return address - begin() < bytes_; }
  [[nodiscard]] std::byte *at(std::uint64_t offset) const { return begin_ + offset; }

  // Opens a piece around this offset, inside [from, to), which are multiples of 4096. Nothing if
  // kMostBytes are open.
  std::optional<Piece> open(std::uint64_t offset, std::uint64_t from, std::uint64_t to);
  // Closes all pieces.
  void close();

private:
  std::byte *memory_ = nullptr;
  std::byte *begin_ = nullptr;
  std::uint64_t bytes_ = 0;
  void open_file();

  // The memory that is opened is a file's, which keeps it: to get new memory each time takes most
  // of the time of a call that goes through many pages. A child gets a file of its own.
  int file_ = -1;
  bool *is_own_file_ = nullptr; // false after a fork
  std::size_t open_bytes_ = 0;
  std::uint64_t first_ = 0; // all open pieces lie in [first_, end_)
  std::uint64_t end_ = 0;
};

} // namespace dma_verify
