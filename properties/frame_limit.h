// SPDX-License-Identifier: GPL-2.0-only
// Where the frame numbers of a row end.
#pragma once

#include "model/words/architecture.h"
#include "model/words/machine.h"

namespace dma_verify {

// One past the highest frame number that a physical address can name.
template <class M> typename M::Wide frame_limit(const Architecture &architecture) {
  const unsigned bits = architecture.phys_bits - architecture.page_shift;
  const unsigned limit = bits < M::kWordBits ? bits : M::kWordBits;
  return typename M::Wide(Uint128{1} << limit);
}

} // namespace dma_verify
