// SPDX-License-Identifier: GPL-2.0-only
// The buddy allocator's limit (mm/page_alloc.c). SEMANTICS.md, "alloc_pages_node".
#pragma once

#include "model/kernel/types.h"
#include "model/words/architecture.h"

namespace dma_verify::buddy {

// Whether a block of this order can be allocated. A larger order gives NULL, with a warning unless
// __GFP_NOWARN is set; get_order(0) is such an order. 6.1 writes the same limit as an exclusive
// bound.
template <class M>
typename M::Bool serves(const Architecture &architecture, typename M::UnsignedInt order) {
  return order <= typename M::UnsignedInt(architecture.max_page_order);
}

} // namespace dma_verify::buddy
