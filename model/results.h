// SPDX-License-Identifier: GPL-2.0-only
// What a call leaves behind when it returns, whichever helper it is. One line for each unit.
#pragma once

#include "model/ops_helpers/results.h"

#include <utility>

namespace dma_verify {

// Calls visit(name, member, ...) for each result of the helper; its return value is "return".
template <class Visitor, class... O>
void for_each_result(HelperId helper, Visitor &&visit, O &&...observed) {
  switch (helper.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::for_each_result(ops_helpers::helper_of(helper),
                                        std::forward<Visitor>(visit), std::forward<O>(observed)...);
  }
}

} // namespace dma_verify
