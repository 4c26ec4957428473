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
    if (before != 0)
      kept.push_back({{piece.range.first, before}, piece.content});
    if (after != 0)
      kept.push_back({{end_of(lost), after}, piece.content});
  }
  if (content != Content::stale && range.count != 0)
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
