// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/contents.h"

#include <algorithm>

namespace dma_verify::world {
namespace {

std::uint64_t end_of(const ByteRange &range) { return range.first + range.count; }

// The bytes that both have; count 0 if none.
ByteRange common(const ByteRange &a, const ByteRange &b) {
  const std::uint64_t first = std::max(a.first, b.first);
  const std::uint64_t end = std::min(end_of(a), end_of(b));
  return {first, first < end ? end - first : 0};
}

} // namespace

void Contents::write(ByteRange range, Content content) {
  std::vector<Piece> kept;
  kept.reserve(pieces_.size() + 2);
  for (const Piece &piece : pieces_) {
    const ByteRange lost = common(piece.range, range);
    if (lost.count == 0) {
      kept.push_back(piece);
      continue;
    }
    const std::uint64_t before = lost.first - piece.range.first;
    const std::uint64_t after = end_of(piece.range) - end_of(lost);
    // GCOVR_EXCL_BR_START: memory is written in whole pieces, or from their beginning
    if (before != 0)
      // GCOVR_EXCL_START: memory is written in whole pieces, or from their beginning
      kept.push_back({{piece.range.first, before}, piece.content});
    // GCOVR_EXCL_STOP
    // GCOVR_EXCL_BR_STOP
    if (after != 0)
      kept.push_back({{end_of(lost), after}, piece.content});
  }
  if (content != Content::stale && range.count != 0) // GCOVR_EXCL_BR_LINE: no range is empty
    kept.push_back({range, content});
  pieces_ = std::move(kept);
}

Content Contents::worst(ByteRange range) const {
  Content found = Content::zero;
  std::uint64_t known = 0;
  for (const Piece &piece : pieces_) {
    const std::uint64_t bytes = common(piece.range, range).count;
    known += bytes;
    if (bytes != 0)
      found = std::max(found, piece.content);
  }
  return known == range.count ? found : Content::stale;
}

} // namespace dma_verify::world
