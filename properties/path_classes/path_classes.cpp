// SPDX-License-Identifier: GPL-2.0-only
#include "properties/path_classes/path_classes.h"

#include "properties/units.h"

namespace dma_verify {

std::span<const PathClass> path_classes_of(HelperId call) {
  return statements_of(call.unit).path_classes(call);
}

bool is_reachable(const PathClass &path_class, const Architecture &architecture) {
  if (!path_class.excluded_by.empty())
    return false;
  return path_class.occurs_on == nullptr || path_class.occurs_on(architecture);
}

} // namespace dma_verify
