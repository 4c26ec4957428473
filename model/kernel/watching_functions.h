// SPDX-License-Identifier: GPL-2.0-only
// Functions of the kernel that only watch: tracepoints, lockdep, the checkers of memory and of DMA.
// Whether they are there depends on the kernel's options; without them they do nothing.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace dma_verify {

// Whether all functions of the name's family only watch. Such a function needs no declaration to be
// called: it changes nothing that a helper or its caller sees, and returns 0.
constexpr bool only_watches(std::string_view name) {
  constexpr std::array<std::string_view, 7> kFamilies = {
      "trace_", "lockdep_", "debug_dma_", "kmsan_", "kasan_", "kcsan_", "kmemleak_"};
  return std::ranges::any_of(kFamilies,
                             [&](std::string_view family) { return name.starts_with(family); });
}

} // namespace dma_verify
