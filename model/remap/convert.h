// SPDX-License-Identifier: GPL-2.0-only
// Carries scenarios of this unit between machines.
#pragma once

#include "model/kernel/convert.h"
#include "model/remap/fields.h"

namespace dma_verify::remap {

template <class To, class From> Scenario<To> convert_scenario(const Scenario<From> &from) {
  Scenario<To> to;
  to.architecture = from.architecture;
  to.call = from.call;
  remap::for_each_field(
      [](const Field &, const auto &source, auto &target) { convert_member(source, target); }, from,
      to);
  return to;
}

} // namespace dma_verify::remap
