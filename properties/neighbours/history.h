// SPDX-License-Identifier: GPL-2.0-only
// For the tests of historical bugs (SEMANTICS.md, "Bugs of the code around them"): many draws of
// inputs, and how often a property fails on them.
#pragma once

#include "model/words/machine.h"
#include "properties/random/draw.h"

namespace dma_verify::history {

using M64 = ConcreteMachine<64, 64, 64, 32>;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using M32Lpae = ConcreteMachine<32, 64, 64, 32>;
// Its int is narrower than its word, as that of 64-bit machines.
using M8 = ConcreteMachine<8, 8, 8, 4>;

inline constexpr unsigned kDraws = 20'000;

// Draws for which `holds(draw)` is false.
template <class Holds> unsigned violations(Holds &&holds, unsigned draws = kDraws) {
  unsigned count = 0;
  for (unsigned seed = 0; seed < draws; ++seed) {
    random::Draw draw(rc::Random(seed), 100);
    if (!holds(draw))
      ++count;
  }
  return count;
}

} // namespace dma_verify::history
