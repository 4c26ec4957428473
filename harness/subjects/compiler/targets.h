// SPDX-License-Identifier: GPL-2.0-only
// Processors for which a compiler can make code of the rows of the architecture table.
#pragma once

#include "model/words/architecture.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

// What clang must be told to compile as the kernel is compiled for a processor.
struct Target {
  std::string_view name;   // of the processor, as kernels call it; part of ids of jobs
  std::string_view triple; // clang's
  std::vector<std::string> flags{};
  std::uint8_t word_bits = 64;
  bool big_endian = false;
};

// The processors on which this row exists. None for rows of 32-bit words with 32-bit phys_addr_t
// and 64-bit dma_addr_t, and for small words.
std::vector<const Target *> targets_of(const Architecture &row);

// All processors, those of 64-bit words first.
const std::vector<Target> &all_targets();

} // namespace dma_verify
