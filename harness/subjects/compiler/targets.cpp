// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/targets.h"

namespace dma_verify {

const std::vector<Target> &all_targets() {
  // No code of the kernel uses vector or floating-point registers (arch/*/Makefile).
  static const std::vector<Target> kTargets = {
      {"x86_64", "x86_64-linux-gnu", {"-mno-mmx", "-mno-sse", "-mno-red-zone", "-mcmodel=kernel"}},
      {"s390x", "s390x-linux-gnu", {"-mno-vx", "-msoft-float"}, 64, true},
      {"i386", "i386-linux-gnu", {"-mno-mmx", "-mno-sse", "-mregparm=3"}, 32},
      {"armv7", "armv7-linux-gnueabi", {"-mfloat-abi=soft"}, 32},
  };
  return kTargets;
}

std::vector<const Target *> targets_of(const Architecture &row) {
  std::vector<const Target *> fitting;
  for (const Target &target : all_targets()) {
    // Of 64-bit kernels only x86_64 stands for all page shifts; s390x has pages of 4 KiB and an
    // MMU.
    const bool has_pages = target.name != "s390x" || (row.page_shift == 12 && row.mmu);
    if (target.word_bits == row.word_bits && row.phys_bits == row.dma_bits && has_pages)
      fitting.push_back(&target);
  }
  return fitting;
}

} // namespace dma_verify
