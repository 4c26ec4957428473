// SPDX-License-Identifier: GPL-2.0-only
// The table of dma_pgprot (SEMANTICS.md, "dma_pgprot").
#include "model/kernel/neighbours/protection.h"

#include "model/kernel/neighbours/test_values.h"

#include <doctest/doctest.h>

#include <array>

namespace dma_verify::protection {
namespace {

using namespace test_values;

struct Row {
  Device device;
  std::uint64_t attrs;
  CacheMode mode;
};
constexpr std::array kTable = {
    Row{{true, true}, 0, CacheMode::unchanged},
    Row{{true, true}, kDmaAttrWriteCombine, CacheMode::unchanged},
    Row{{true, false}, 0, CacheMode::unchanged},
    Row{{true, false}, kDmaAttrWriteCombine, CacheMode::unchanged},
    Row{{false, true}, 0, CacheMode::dma_coherent},
    Row{{false, true}, kDmaAttrWriteCombine, CacheMode::write_combine},
    Row{{false, false}, 0, CacheMode::dma_coherent},
    Row{{false, false}, kDmaAttrWriteCombine, CacheMode::dma_coherent},
};

TEST_CASE("dma_pgprot over coherence, attribute and architecture") {
  for (const Row &row : kTable) {
    CAPTURE(row.device.coherent);
    CAPTURE(row.device.arch_write_combine);
    CAPTURE(row.attrs);
    CHECK(cache_mode<M64>(row.device, M64::Word(row.attrs)) == row.mode);
    CHECK(cache_mode<M32>(row.device, M32::Word(row.attrs)) == row.mode);
  }
}

TEST_CASE("every other attribute is ignored, alone and together") {
  for (const Row &row : kTable) {
    for (unsigned bit = 0; bit < 64; ++bit) {
      const std::uint64_t attribute = std::uint64_t{1} << bit;
      if (attribute == kDmaAttrWriteCombine)
        continue;
      CAPTURE(bit);
      CHECK(cache_mode<M64>(row.device, M64::Word(row.attrs | attribute)) == row.mode);
    }
    const M64::Word all_others(row.attrs | ~kDmaAttrWriteCombine);
    CHECK(cache_mode<M64>(row.device, all_others) == row.mode);
  }
}

} // namespace
} // namespace dma_verify::protection
