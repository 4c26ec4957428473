// SPDX-License-Identifier: GPL-2.0-only
// sg_alloc_table and sg_set_page (lib/scatterlist.c, linux/scatterlist.h), bit for bit as far as
// one entry goes. SEMANTICS.md, "sg_alloc_table" and "sg_set_page".
#pragma once

#include "model/kernel/types.h"

namespace dma_verify::scatter_list {

// Clears the table first: what it held is lost, on success and on failure. `memory` is the answer
// of the allocation behind it: 0 or -ENOMEM.
template <class M> int alloc_table(SgTable<M> &table, typename M::UnsignedInt nents, int memory) {
  table = {};
  if (nents == typename M::UnsignedInt(0)) // GCOVR_EXCL_BR_LINE: the file asks for an entry
    return -kEinval;                       // GCOVR_EXCL_LINE: the file asks for an entry
  if (memory != 0)
    return memory;
  table.has_entry = true;
  table.end_marked = true;
  table.nents = table.orig_nents = nents;
  return 0;
}

// Keeps the end mark and the DMA fields. `length` has been cut to an unsigned int by the call.
template <class M>
void set_page(SgTable<M> &table, Page<M> page, typename M::UnsignedInt length,
              typename M::UnsignedInt offset) {
  table.page = page;
  table.length = length;
  table.offset = offset;
}

} // namespace dma_verify::scatter_list
