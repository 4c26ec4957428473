// SPDX-License-Identifier: GPL-2.0-only
// The targets for which C files are compiled to LLVM's intermediate representation: which rows of
// the architecture table each stands for, and how clang is told.
#pragma once

#include "model/words/architecture.h"

#include <optional>
#include <span>
#include <string_view>

namespace dma_verify {

struct IrTarget {
  std::string_view name;   // in ids of jobs
  std::string_view triple; // clang's --target
  std::string_view flags;  // as the kernel is compiled for it, apart by blanks
  unsigned word_bits = 64;
  unsigned phys_bits = 64;
  unsigned dma_bits = 64;
};

// One line for each.
std::span<const IrTarget> ir_targets();

// The target of a row, whatever its page shift, with and without MMU; none: not applicable.
std::optional<IrTarget> ir_target_of(const Architecture &row);

} // namespace dma_verify
