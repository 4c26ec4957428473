// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/selection/shard.h"

#include <charconv>

namespace dma_verify::cli {

std::optional<Shard> parse_shard(const std::string &text) {
  constexpr unsigned kMost = 100'000;
  Shard shard;
  const char *const end = text.data() + text.size();
  const auto [slash, error] = std::from_chars(text.data(), end, shard.number);
  if (error != std::errc() || slash == end || *slash != '/')
    return std::nullopt;
  const auto [stop, second] = std::from_chars(slash + 1, end, shard.count);
  if (second != std::errc() || stop != end || shard.number < 1 || shard.number > shard.count ||
      shard.count > kMost)
    return std::nullopt;
  return shard;
}

std::string to_string(const Shard &shard) {
  return std::to_string(shard.number) + "/" + std::to_string(shard.count);
}

} // namespace dma_verify::cli
