// SPDX-License-Identifier: GPL-2.0-only
// A part of a run's work: several runs with the same options do a part each, and merge puts their
// results together.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace dma_verify::cli {

struct Shard {
  unsigned number = 1; // from 1 to `count`
  unsigned count = 1;

  [[nodiscard]] bool is_whole() const { return count == 1; }
  // What is done once in all: by the first.
  [[nodiscard]] bool is_first() const { return number == 1; }
  // Whether it does the piece of work at this place in the list of all.
  [[nodiscard]] bool takes(std::size_t place) const { return place % count == number - 1; }

  friend bool operator==(const Shard &, const Shard &) = default;
};

// "2/8"; nothing if it is no such thing.
std::optional<Shard> parse_shard(const std::string &text);
std::string to_string(const Shard &shard);

} // namespace dma_verify::cli
