// SPDX-License-Identifier: GPL-2.0-only
#include "properties/path_classes/path_classes.h"

#include "properties/units.h"

#include <bit>

namespace dma_verify {

using path_classes::Needs;

std::span<const PathClass> path_classes_of(HelperId call) {
  return statements_of(call.unit).path_classes(call);
}

bool is_reachable(const PathClass &path_class, const Architecture &architecture) {
  if (!path_class.excluded_by.empty())
    return false;
  switch (path_class.needs) {
  case Needs::nothing:
    return true;
  case Needs::mmu:
    return architecture.mmu;
  case Needs::no_mmu:
    return !architecture.mmu;
  case Needs::blocking_gfp:
    return std::bit_width(kGfpDirectReclaim) <= architecture.int_bits;
  }
  return false;
}

} // namespace dma_verify
