// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/ir/targets.h"

#include <array>

namespace dma_verify {

std::span<const IrTarget> ir_targets() {
  static constexpr std::array kTargets = {
      IrTarget{"x86_64", "x86_64-linux-gnu", "-mno-sse -mno-mmx -mno-sse2 -mno-3dnow -mno-avx", 64,
               64, 64},
  };
  return kTargets;
}

std::optional<IrTarget> ir_target_of(const Architecture &row) {
  for (const IrTarget &target : ir_targets()) {
    if (target.word_bits == row.word_bits && target.phys_bits == row.phys_bits &&
        target.dma_bits == row.dma_bits)
      return target;
  }
  return std::nullopt;
}

} // namespace dma_verify
