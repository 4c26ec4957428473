// SPDX-License-Identifier: GPL-2.0-only
// What each helper gives to its caller when it returns, besides its effects: its return value, and
// the caller's objects.
#pragma once

#include "model/kernel/types.h"
#include "model/ops_helpers/helpers.h"

namespace dma_verify::ops_helpers {

template <class M> struct Results {
  typename M::BusAddress dma_handle{}; // alloc_pages: *dma_handle
  Vma<M> vma{};                        // mmap
  SgTable<M> sg_table{};               // get_sgtable
};

// Calls visit(name, member, ...) for each result of the helper, the return value ("return") first.
// Further observations are visited in step.
template <class Visitor, class... O>
void visit_results(Helper helper, Visitor &&visit, O &&...observed) {
  switch (helper) {
  case Helper::get_sgtable:
    visit("return", observed.status...);
    visit("sgt", observed.sg_table...);
    return;
  case Helper::mmap:
    visit("return", observed.status...);
    visit("vma", observed.vma...);
    return;
  case Helper::alloc_pages:
    visit("return", observed.page...);
    visit("*dma_handle", observed.dma_handle...);
    return;
  case Helper::free_pages:
    return;
  }
}

} // namespace dma_verify::ops_helpers
