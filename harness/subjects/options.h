// SPDX-License-Identifier: GPL-2.0-only
// The options of the kernel under which a file is compiled: CONFIG_ names, and what drivers may
// lack.
#pragma once

#include "harness/subjects/source_text.h"

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

struct KernelOption {
  std::string
      name; // "CONFIG_HIGHMEM"; or a member of struct dma_map_ops that drivers set, "map_page"
  bool on = false;

  friend bool operator==(const KernelOption &, const KernelOption &) = default;
};

// The options that differ from the usual ones (shim/kconfig.h). None: the usual way.
using Way = std::vector<KernelOption>;

// ",CONFIG_HIGHMEM=y,CONFIG_NUMA=n"; empty for the usual way.
std::string to_string(const Way &way);

// The path and the way in "ops_helpers.c,CONFIG_HIGHMEM=y"; nothing if it ends in no options.
struct PathAndWay {
  std::string path;
  Way way;
};
std::optional<PathAndWay> path_and_way(std::string_view word);

// What of a way the compiler gets before the file: its options set and unset.
std::string definitions_of(const Way &way);

// Besides the usual way at most so many are judged.
inline constexpr std::size_t kMostWays = 7;

struct Ways {
  std::vector<Way> judged;           // besides the usual one
  std::vector<std::string> not_seen; // what is not looked at, one phrase each
};
// The ways in which the file differs, those with the fewest unusual options first. `text_of` gives
// what is compiled in a way, and nothing if that cannot be found out.
Ways ways_of(const SourceText &source,
             const std::function<std::optional<std::string>(const Way &way)> &text_of);

} // namespace dma_verify
