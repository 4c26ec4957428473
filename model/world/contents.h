// SPDX-License-Identifier: GPL-2.0-only
// What lies in physical memory: zero, a device's data, or what somebody left there. Kept by bytes,
// as intervals.
#pragma once

#include "model/world/bounce_slot.h"

#include <cstdint>
#include <vector>

namespace dma_verify::world {

// Frames [first, first + count).
struct Frames {
  std::uint64_t first = 0; // frame number
  std::uint64_t count = 0; // pages

  [[nodiscard]] bool contains(std::uint64_t frame) const { return frame - first < count; }
  [[nodiscard]] bool contains(const Frames &other) const {
    const std::uint64_t offset = other.first - first;
    return offset <= count && other.count <= count - offset;
  }
  [[nodiscard]] bool overlaps(const Frames &other) const {
    // GCOVR_EXCL_BR_START: no range is empty
    return (other.count != 0 && contains(other.first)) || (count != 0 && other.contains(first));
    // GCOVR_EXCL_BR_STOP
  }
  friend bool operator==(const Frames &, const Frames &) = default;
};

// Bytes [first, first + count) of physical memory.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

constexpr ByteRange bytes_of(const Frames &frames, unsigned page_shift) {
  return {frames.first << page_shift, frames.count << page_shift};
}

class Contents {
public:
  void write(ByteRange range, Content content);
  // Stale if one byte is, else the device's if one byte is; an empty range is zero.
  [[nodiscard]] Content worst(ByteRange range) const;

private:
  struct Piece {
    ByteRange range;
    Content content = Content::zero;
  };
  std::vector<Piece> pieces_; // apart from each other; what lies in none is stale
};

} // namespace dma_verify::world
