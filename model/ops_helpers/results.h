// SPDX-License-Identifier: GPL-2.0-only
// What each helper gives to its caller when it returns, besides its effects: its return value, and
// the caller's objects.
#pragma once

#include "model/kernel/trace.h"

namespace dma_verify::ops_helpers {

// Calls visit(name, member, ...) for each result of the helper, the return value ("return") first.
// Further observations are visited in step.
template <class Visitor, class... O>
void for_each_result(Helper helper, Visitor &&visit, O &&...observed) {
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
