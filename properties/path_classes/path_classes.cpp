// SPDX-License-Identifier: GPL-2.0-only
#include "properties/path_classes/path_classes.h"

#include <bit>

namespace dma_verify {

using path_classes::Needs;

std::span<const PathClass> path_classes_of(HelperId call) {
  switch (ops_helpers::helper_of(call)) {
  case ops_helpers::Helper::get_sgtable:
    return path_classes::kSgtableClasses;
  case ops_helpers::Helper::mmap:
    return path_classes::kMmapClasses;
  case ops_helpers::Helper::alloc_pages:
    return path_classes::kAllocPagesClasses;
  case ops_helpers::Helper::free_pages:
    return path_classes::kFreePagesClasses;
  }
  return {};
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
