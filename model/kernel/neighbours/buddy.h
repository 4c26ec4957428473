// SPDX-License-Identifier: GPL-2.0-only
// The buddy allocator's limit (mm/page_alloc.c). SEMANTICS.md, "alloc_pages_node".
#pragma once

#include "model/kernel/types.h"
#include "model/words/architecture.h"

namespace dma_verify::buddy {

// Whether a block of this order is looked for at all; with a warning, unless __GFP_NOWARN, it is
// not. get_order(0) is refused by this. 6.1 writes the same limit exclusively.
template <class M>
typename M::Bool serves(const Architecture &architecture, typename M::UnsignedInt order) {
  return order <= typename M::UnsignedInt(architecture.max_page_order);
}

} // namespace dma_verify::buddy
