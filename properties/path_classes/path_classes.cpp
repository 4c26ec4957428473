// SPDX-License-Identifier: GPL-2.0-only
#include "properties/path_classes/path_classes.h"

#include <bit>

namespace dma_verify {

using path_classes::Needs;

std::span<const PathClass> path_classes_of(Call call) {
  switch (call) {
  case Call::get_sgtable:
    return path_classes::kSgtableClasses;
  case Call::mmap:
    return path_classes::kMmapClasses;
  case Call::alloc_pages:
    return path_classes::kAllocPagesClasses;
  case Call::free_pages:
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
